#!/usr/bin/env node
import { exitCodes } from './exitCode';
import { Output } from './output';
import { runProgram } from './program';

const args = process.argv.slice(2);
const output = new Output(args.includes('--json'));

// Whoever reads our output may go away: `head` has seen enough, a terminal is closed. That is no failure, but nobody waits
// for more: what can stop in order does (a training, with a checkpoint), the rest ends here.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', () => {
    if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(exitCodes.done);
  });

void runProgram(args, output).then((code) => {
  process.exitCode = code;
});
