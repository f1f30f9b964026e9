import path from 'node:path';
import { Command } from 'commander';
import { groupGalleryEntries } from '../../core/config/galleryEntry';
import { readConfigText } from '../../trainer/checkConfig';
import { findEntry, findGallery, readGallery } from '../galleryEntries';
import { newRunFolder } from '../newRunFolder';
import { engineOption } from '../options';
import type { EngineChoice } from '../options';
import type { Output } from '../output';
import { runTraining } from '../runTraining';
import { reproduceCommand } from './galleryReproduce';

export function galleryCommand(output: Output): Command {
  return new Command('gallery')
    .summary('the systems that come with Seq2Seq Lab')
    .description('The systems that come with Seq2Seq Lab, each a config with its data: ready to train.')
    .addCommand(listCommand(output))
    .addCommand(runCommand(output))
    .addCommand(reproduceCommand(output));
}

function listCommand(output: Output): Command {
  return new Command('list')
    .description('Lists the systems by what they teach, with what each of them shows.')
    .addHelpText(
      'after',
      '\nResult with --json: entries [{name, group, order, title, description, systems, source, folder, config}].',
    )
    .action(async () => {
      const entries = await readGallery(await findGallery());
      const width = Math.max(...entries.map(({ name }) => name.length));
      for (const group of groupGalleryEntries(entries)) {
        output.line(group.title);
        for (const { name, description } of group.entries)
          output.line(`  ${name.padEnd(width)}  ${description}`);
        output.line();
      }
      output.result({ entries });
    });
}

function runCommand(output: Output): Command {
  return new Command('run')
    .description('Trains a system of the gallery and shows what it has learned.')
    .argument('<name>', 'one of `gallery list`')
    .option('--run <folder>', 'folder of the run (default: a new one in .s2s/runs beside the config)')
    .addOption(engineOption())
    .addHelpText('after', '\nResult with --json: that of `train`.')
    .action(async (name: string, { run, engine }: { run?: string; engine: EngineChoice }) => {
      const entry = findEntry(await readGallery(await findGallery()), name);
      const configText = await readConfigText(entry.config);
      const runFolder = run === undefined ? await newRunFolder(entry.config, configText) : path.resolve(run);
      output.line(`${entry.title}: ${entry.description}`);
      output.result(
        await runTraining({ configFile: entry.config, configText, runFolder, resume: false, engine }, output),
      );
    });
}
