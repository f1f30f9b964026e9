export { sigmoid, tanh } from './activation';
export { adamUpdate } from './adam';
export { additiveScores, additiveScoresGradient, maskedSoftmax, softmaxGradient } from './attention';
export { tokenCrossEntropy, tokenCrossEntropyGradient } from './crossEntropy';
export { elementwise } from './elementwise';
export { gruCells, gruCellsGradient, gruScratch, gruSequence, gruSequenceGradient } from './gru';
export { imagePatches, imagePatchesGradient, maxPooling, maxPoolingGradient } from './images';
export { argMax } from './largest';
export {
  addRow,
  lstmCells,
  lstmCellsGradient,
  lstmScratch,
  lstmSequence,
  lstmSequenceGradient,
} from './lstm';
export { batchProduct, fuses, initialize, product, requiredWorkspace } from './matrix';
export { statelessUniform } from './philox';
export { squaredSum, sumColumns, sumRows } from './reduce';
export { rnnScratch, rnnSequence, rnnSequenceGradient } from './rnn';
export { copyPieces, gatherRows, sumSegments, transposeMatrices } from './rows';
export { topLogProbabilities } from './topLogProbabilities';
export { memoryKept, memoryScratch, memoryStep, memoryStepGradient } from './turingMachine';
