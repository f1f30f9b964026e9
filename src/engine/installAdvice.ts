/** How people get native TensorFlow: the subject of a sentence. */
export const installAdvice = 'The command Install Native TensorFlow (on the command line: engines --install)';
