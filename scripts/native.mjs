import { ensureNativeTensorFlow, probeNativeTensorFlow } from './lib/nativeTensorFlow.mjs';

// npm run native: makes sure native TensorFlow is there, says where, and shows that it computes.
try {
  const folder = await ensureNativeTensorFlow();
  const probe = await probeNativeTensorFlow(folder);
  console.log(`Native TensorFlow: ${folder}`);
  console.log(
    `tfjs-node ${probe.tfjsNode} on TensorFlow ${probe.tensorFlow} in Node ${probe.node}, loaded in ${probe.loadMs} ms`,
  );
  console.log(`[[1, 2], [3, 4]] x [[5, 6], [7, 8]] = [${probe.product.join(', ')}]`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
