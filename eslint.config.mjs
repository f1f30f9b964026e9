import { importX } from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Folder borders. Each zone says who may not import what, and what to do instead. */
const borders = [
  {
    target: './src/core',
    from: [
      './src/engine',
      './src/native',
      './src/runs',
      './src/protocol',
      './src/trainer',
      './src/cli',
      './src/host',
      './webview',
    ],
    message: 'core/ stands alone: it imports nothing of ours but core/. Take what you need as a parameter.',
  },
  {
    target: ['./src/core/config', './src/core/text', './src/core/data'],
    from: [
      './src/core/metrics',
      './src/core/model',
      './src/core/ops',
      './src/core/step',
      './src/core/train',
      './src/core/decode',
      './src/core/inspect',
    ],
    message: 'config, text and data are the bottom of core/: they know nothing of models, steps or training.',
  },
  {
    target: './src/core/text',
    from: './src/core/data',
    message: 'text/ knows tokens and vocabularies; files, generators and pairs are above it, in data/.',
  },
  {
    target: './src/core/image',
    from: [
      './src/core/config',
      './src/core/text',
      './src/core/data',
      './src/core/metrics',
      './src/core/step',
      './src/core/ops',
      './src/core/model',
      './src/core/train',
      './src/core/decode',
      './src/core/inspect',
    ],
    message: 'image/ reads and writes pictures, and knows of nothing else.',
  },
  {
    target: './src/core/metrics',
    from: [
      './src/core/inspect',
      './src/core/model',
      './src/core/ops',
      './src/core/step',
      './src/core/train',
      './src/core/decode',
    ],
    message: 'A metric compares texts or numbers: it knows nothing of vocabularies, models or training.',
  },
  {
    target: ['./src/core/step', './src/core/ops'],
    from: [
      './src/core/model',
      './src/core/train',
      './src/core/decode',
      './src/core/inspect',
      './src/core/config',
      './src/core/data',
      './src/core/metrics',
    ],
    message: 'step and ops are tensor plumbing: they know nothing of models, configs, data or training.',
  },
  {
    target: './src/core/model',
    from: ['./src/core/metrics', './src/core/train', './src/core/decode', './src/core/inspect'],
    message: 'A model does not know how it is trained, decoded or shown.',
  },
  {
    target: './src/core/decode',
    from: ['./src/core/train', './src/core/inspect'],
    message: 'Decoding is the same whoever asks for it: it knows nothing of training or of views.',
  },
  {
    target: './src/core/inspect',
    from: './src/core/train',
    message: 'inspect/ looks into models; training uses it, not the other way round.',
  },
  {
    target: './src/engine',
    from: [
      './src/native',
      './src/runs',
      './src/protocol',
      './src/trainer',
      './src/cli',
      './src/host',
      './src/core/model',
      './src/core/train',
      './src/core/decode',
      './src/core/config',
      './src/core/data',
      './src/core/metrics',
    ],
    message: 'An engine executes steps (core/step, core/ops) and knows nothing of models, runs or processes.',
  },
  {
    target: './src/runs',
    from: [
      './src/engine',
      './src/native',
      './src/protocol',
      './src/trainer',
      './src/cli',
      './src/host',
      './src/core/model',
      './src/core/ops',
      './src/core/step',
    ],
    message: 'runs/ reads and writes run folders: it takes types of core/, no tensors, processes or UI.',
  },
  {
    target: './src/native',
    from: [
      './src/core',
      './src/engine',
      './src/protocol',
      './src/trainer',
      './src/cli',
      './src/host',
      './webview',
    ],
    message:
      'native/ installs native TensorFlow: downloads, files and tools. It knows nothing of engines, processes of ours or UI; it takes them as parameters.',
  },
  {
    target: './src/protocol',
    from: ['./src/engine', './src/native', './src/trainer', './src/cli', './src/host', './webview'],
    message: 'protocol/ is types and schemas only; it takes types of core/ and runs/.',
  },
  {
    target: './src/host',
    from: [
      './src/engine',
      './src/core/model',
      './src/core/ops',
      './src/core/step',
      './src/core/train',
      './src/core/decode',
      './src/core/data',
      './src/core/metrics',
      './src/trainer',
      './src/cli',
      './webview',
    ],
    message:
      'The extension host never loads a tensor library: it imports protocol, runs and core/config; ask the trainer or inference process for the rest.',
  },
  {
    target: './webview',
    from: './src',
    except: ['./protocol'],
    message: 'The webview imports types of src/protocol only: it shows what the host sends.',
  },
  {
    target: ['./src', './webview'],
    from: './test',
    message: 'Nobody imports tests.',
  },
];

const noVscode = { name: 'vscode', message: 'vscode only in src/host and src/extension.ts.' };
const noNative = {
  group: ['@tensorflow/tfjs-node', '@tensorflow/tfjs-node/*'],
  message: 'Native TensorFlow only in src/engine/tensorflow, loaded at run time.',
};
const noTensors = {
  group: ['@tensorflow/*'],
  message: 'No tensor library here: tensors live in core/, engine/, trainer/ and cli/.',
};
const noNode = {
  group: ['node:*', 'fs', 'fs/*', 'path', 'os', 'child_process', 'net', 'worker_threads', 'crypto'],
  message: 'Pure TypeScript here: no Node modules. Take the value as a parameter.',
};
const noProcess = {
  group: ['fs', 'fs/*', 'node:fs', 'node:fs/*', 'child_process', 'node:child_process'],
  message: 'fs and child_process only in runs, native, trainer, cli and host.',
};
const toolkit = {
  group: ['@vscode/webview-ui-toolkit', '@vscode/webview-ui-toolkit/*'],
  message:
    'The component library is named in webview/ui/ only (it is deprecated: swapping it must touch one folder).',
};
const restrict = (files, paths, patterns, ignores = []) => ({
  files,
  ignores,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { paths, patterns }] },
});

export default tseslint.config(
  // kernels/ is AssemblyScript: its compiler is the judge of it.
  {
    ignores: [
      'dist',
      'out',
      'coverage',
      'test-results',
      'node_modules',
      '.vscode-test',
      'gallery',
      'kernels',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [
        createTypeScriptImportResolver({ project: ['tsconfig.json', 'webview/tsconfig.json'] }),
      ],
    },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones: borders }],
      'import-x/no-default-export': 'error',
      'import-x/no-cycle': ['error', { maxDepth: 6 }],
      eqeqeq: 'error',
      'no-warning-comments': 'error',
      'max-lines': ['error', { max: 600, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Indexing typed arrays under noUncheckedIndexedAccess would be unreadable without `!`.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  restrict(['src/core/**', 'src/protocol/**'], [noVscode], [noNative, noNode, toolkit]),
  restrict(['src/engine/**'], [noVscode], [noNative, toolkit], ['src/engine/tensorflow/**']),
  restrict(['src/engine/tensorflow/**'], [noVscode], [toolkit]),
  restrict(['src/runs/**', 'src/native/**'], [noVscode], [noTensors, toolkit]),
  restrict(['src/trainer/**', 'src/cli/**'], [noVscode], [noNative, toolkit]),
  restrict(['src/host/**', 'src/extension.ts', 'src/contributions.ts'], [], [noTensors, toolkit]),
  restrict(['webview/**'], [noVscode], [noTensors, noNode, noProcess, toolkit], ['webview/ui/**']),
  restrict(['webview/ui/**'], [noVscode], [noTensors, noNode]),
  {
    files: ['test/**/*.ts'],
    rules: {
      // mocha's describe/it return values are not promises to await; node:test style assertions are fine.
      '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: ['describe', 'it'] }],
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: globals.node },
  },
);
