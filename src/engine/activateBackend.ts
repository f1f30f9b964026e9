import { engine, getBackend, setBackend } from '@tensorflow/tfjs-core';

/**
 * Makes a tfjs backend the current one, at once. tfjs keeps one current backend for the whole process, so every entry
 * point of an engine calls this before it touches a tensor.
 * @throws Error when the backend has not been initialised yet.
 */
export function activateBackend(name: string): void {
  if (getBackend() === name) return;
  if (!(name in engine().registry)) throw new Error(`The tfjs backend "${name}" is not initialised.`);
  // Asynchronous only for backends that are still to be initialised; an initialised one is in force on return.
  void setBackend(name);
}
