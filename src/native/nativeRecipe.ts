/** An npm package by name, version and the sha512 of its tarball as npm writes it (Subresource Integrity). */
export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
}

/** A Python wheel that brings TensorFlow's libraries and headers. Which Python it is for does not matter: none runs. */
export interface PinnedWheel {
  readonly project: string;
  readonly tensorFlow: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly bytes: number;
  /** The oldest C library it runs with. */
  readonly minGlibc: readonly [number, number];
  readonly libraries: readonly string[];
  /** Parts of its headers that the addon's sources reach. */
  readonly headerFolders: readonly string[];
  /** Libraries and headers. */
  readonly unpackedBytes: number;
  /** While it is installed. */
  readonly neededBytes: number;
  /** Afterwards. */
  readonly remainingBytes: number;
}

/** What tfjs-node's own installer fetches: a library that its authors have put up, and an addon made for it. */
export interface PrebuiltRelease {
  readonly tensorFlow: string;
  /** Base URL of the host. */
  readonly storage: string;
  readonly neededBytes: number;
  readonly remainingBytes: number;
}

/**
 * What an installation of native TensorFlow consists of. What comes from registries is pinned by version and checksum, so
 * that a registry or a mirror decides nothing but where it comes from.
 */
export interface NativeRecipe {
  readonly tfjsNode: PinnedPackage;
  /** What the files of tfjs-node that are loaded require, besides the tfjs packages. */
  readonly protobuf: PinnedPackage;
  /** The headers of Node-API: all that the addon needs of Node, the same for every version of it and for Electron. */
  readonly nodeHeaders: PinnedPackage;
  readonly wheel: PinnedWheel;
  readonly prebuilt: PrebuiltRelease;
}

export const nativeRecipe: NativeRecipe = {
  tfjsNode: {
    name: '@tensorflow/tfjs-node',
    version: '4.22.0',
    integrity:
      'sha512-uHrXeUlfgkMxTZqHkESSV7zSdKdV0LlsBeblqkuKU9nnfxB1pC6DtoyYVaLxznzZy7WQSegjcohxxCjAf6Dc7w==',
  },
  protobuf: {
    name: 'google-protobuf',
    version: '3.21.4',
    integrity:
      'sha512-MnG7N936zcKTco4Jd2PX2U96Kf9PxygAPKBug+74LHzmHXmceN16MmRcdgZv+DGef/S9YvQAfRsNCn4cjf9yyQ==',
  },
  nodeHeaders: {
    name: 'node-api-headers',
    version: '1.9.0',
    integrity:
      'sha512-2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA==',
  },
  wheel: {
    project: 'tensorflow-cpu',
    tensorFlow: '2.21.0',
    fileName: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    bytes: 273_829_956,
    minGlibc: [2, 27],
    libraries: ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
    // Found with `g++ -M`; the wheel has 13,000 headers.
    headerFolders: ['tensorflow/c/', 'tensorflow/core/platform/', 'tsl/platform/', 'xla/tsl/c/'],
    unpackedBytes: 855_000_000,
    // Measured: libraries 853 MB, a copy of 583 MB while their symbol tables are taken out, and some room.
    neededBytes: 1_500_000_000,
    remainingBytes: 640_000_000,
  },
  prebuilt: {
    tensorFlow: '2.9.1',
    storage: 'https://storage.googleapis.com/',
    neededBytes: 900_000_000,
    remainingBytes: 400_000_000,
  },
};

/** Modules that tfjs-node resolves, and never runs (docs/adr/0005): empty packages stand for them. */
export const replacedPackages = ['@tensorflow/tfjs', '@tensorflow/tfjs-core'] as const;

/** The version of Node-API that the addon is made for, the highest that tfjs-node knows. */
export const napiVersion = 8;
