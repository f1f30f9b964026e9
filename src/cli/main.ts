import { Output } from './output';
import { runProgram } from './program';

const args = process.argv.slice(2);
const output = new Output(args.includes('--json'));

// Whoever reads our output may stop early, as `head` does: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

void runProgram(args, output).then((code) => {
  process.exitCode = code;
});
