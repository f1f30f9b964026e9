/** The command has told everything there is to tell: exit code 1, without another message. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}
