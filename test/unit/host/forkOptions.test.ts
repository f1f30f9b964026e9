import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { currentHostProcess, forkOptions, trainerInspectPort } from '../../../src/host/runs/forkOptions';
import type { HostProcess } from '../../../src/host/runs/forkOptions';

const desktop: HostProcess = {
  platform: 'linux',
  execPath: '/usr/share/code/code',
  isElectron: true,
  env: {
    PATH: '/usr/bin',
    HOME: '/home/ada',
    NODE_OPTIONS: '--require /tmp/bootloader.js',
    VSCODE_IPC_HOOK: '/run/vscode.sock',
    ELECTRON_NO_ATTACH_CONSOLE: '1',
  },
};
const trainer = { detached: true, logDescriptor: 7 };

describe('The options of a forked trainer', () => {
  it('make Electron run as Node on the desktop, in a clean environment', () => {
    const options = forkOptions(desktop, trainer);
    assert.equal(options.execPath, desktop.execPath);
    assert.deepEqual(options.env, { PATH: '/usr/bin', HOME: '/home/ada', ELECTRON_RUN_AS_NODE: '1' });
    assert.deepEqual(options.execArgv, [], 'a debugger port of the host must not be inherited');
  });

  it('let a debugger attach where a launch configuration asks for it', () => {
    assert.equal(trainerInspectPort({}), undefined);
    assert.equal(trainerInspectPort({ S2S_TRAINER_INSPECT_PORT: 'yes' }), undefined);
    const inspectPort = trainerInspectPort({ S2S_TRAINER_INSPECT_PORT: '9230' });
    assert.deepEqual(forkOptions(desktop, { ...trainer, inspectPort }).execArgv, [
      '--inspect=127.0.0.1:9230',
    ]);
  });

  it('say nothing of Electron on a remote host', () => {
    const { env } = forkOptions({ ...desktop, isElectron: false, execPath: '/server/node' }, trainer);
    assert.deepEqual(env, { PATH: '/usr/bin', HOME: '/home/ada' });
  });

  it('find names in any case on Windows only', () => {
    const env = {
      Path: 'C:\\Windows',
      SystemRoot: 'C:\\Windows',
      Node_Options: '--inspect',
      vscode_pid: '1',
    };
    const windows = forkOptions({ ...desktop, platform: 'win32', isElectron: false, env }, trainer);
    assert.deepEqual(windows.env, { Path: 'C:\\Windows', SystemRoot: 'C:\\Windows' });
    const linux = forkOptions({ ...desktop, isElectron: false, env }, trainer);
    assert.deepEqual(linux.env, env);
  });

  it('detach the process, send its output to the log and keep a structured-clone channel', () => {
    const options = forkOptions(desktop, trainer);
    assert.equal(options.detached, true);
    assert.equal(options.serialization, 'advanced');
    assert.deepEqual(options.stdio, ['ignore', 7, 7, 'ipc']);
    assert.equal(Reflect.get(options, 'windowsHide'), true);
  });

  it('start a process here that receives typed arrays and prints into the log', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 's2s-fork-'));
    const script = path.join(folder, 'child.cjs');
    writeFileSync(
      script,
      'process.once("message", (m) => { console.log("printed", process.env.NODE_OPTIONS ?? "clean"); process.send(m.values.map((x) => 2 * x), () => process.disconnect()); });',
    );
    const log = openSync(path.join(folder, 'log'), 'a');
    try {
      const host = { ...currentHostProcess(), env: { ...process.env, NODE_OPTIONS: '--no-warnings' } };
      const child = fork(script, forkOptions(host, { detached: false, logDescriptor: log }));
      child.send({ values: new Float32Array([1, 2.5]) });
      const [reply] = (await once(child, 'message')) as [unknown];
      await once(child, 'exit');
      assert.deepEqual(reply, new Float32Array([2, 5]));
      assert.equal(readFileSync(path.join(folder, 'log'), 'utf8').trim(), 'printed clean');
    } finally {
      closeSync(log);
      rmSync(folder, { recursive: true });
    }
  });
});
