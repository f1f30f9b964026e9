import { util } from '@tensorflow/tfjs-core';
import type { VariableValue } from '../../core/step/engine';
import type { NamedSpecs } from '../../core/step/step';
import type { GraphSession } from './graphSession';

/** Where the newest value of a variable is: with sessions, or only here. */
interface Variable {
  readonly shape: readonly number[];
  readonly sessions: Set<GraphSession>;
  values: Float32Array | undefined;
}

/**
 * The values of an engine's variables. Every session has variables of its own, so that what one session's steps change has
 * to be carried to another before that runs.
 */
export class VariableStore {
  private readonly variables = new Map<string, Variable>();

  get specs(): NamedSpecs {
    return Object.fromEntries(
      [...this.variables].map(([name, { shape }]) => [name, { shape, dtype: 'float32' }]),
    );
  }

  /** @throws Error when a value does not fit its shape */
  define(values: ReadonlyMap<string, VariableValue>): void {
    for (const [name, { shape, values: given }] of values) {
      const size = util.sizeFromShape([...shape]);
      if (given.length !== size)
        throw new Error(
          `Variable "${name}" of shape [${shape.join(', ')}] has ${given.length} values, not ${size}.`,
        );
    }
    this.variables.clear();
    for (const [name, { shape, values: given }] of values)
      this.variables.set(name, { shape: [...shape], sessions: new Set(), values: given.slice() });
  }

  /** @throws Error on an unknown name or another shape; then nothing has changed */
  write(values: ReadonlyMap<string, VariableValue>): void {
    for (const [name, { shape }] of values) {
      const variable = this.variables.get(name);
      if (variable === undefined) throw new Error(`There is no variable "${name}".`);
      if (!util.arraysEqual([...variable.shape], [...shape]))
        throw new Error(
          `Variable "${name}" has shape [${variable.shape.join(', ')}], not [${shape.join(', ')}].`,
        );
    }
    for (const [name, { values: given }] of values) {
      const variable = this.variables.get(name)!;
      variable.sessions.clear();
      variable.values = given.slice();
    }
  }

  /** Copies of all values, in the order of their definition. */
  read(): Map<string, VariableValue> {
    const values = this.collect([...this.variables.keys()]);
    return new Map(
      [...this.variables].map(([name, { shape }]) => [name, { shape, values: values.get(name)!.slice() }]),
    );
  }

  /** Gives a session the newest values of its variables. */
  bringUpToDate(session: GraphSession): void {
    const stale = Object.keys(session.variables).filter(
      (name) => !this.variables.get(name)!.sessions.has(session),
    );
    if (stale.length === 0) return;
    session.write(this.collect(stale));
    for (const name of stale) {
      const variable = this.variables.get(name)!;
      variable.sessions.add(session);
      variable.values = undefined;
    }
  }

  /** Notes that a session's steps changed these variables. */
  changed(names: readonly string[], session: GraphSession): void {
    for (const name of names) {
      const { sessions } = this.variables.get(name)!;
      if (sessions.size === 1) continue;
      sessions.clear();
      sessions.add(session);
    }
  }

  /** Keeps what only this session has: it is about to go. */
  release(session: GraphSession): void {
    const onlyThere = [...this.variables].flatMap(([name, { sessions }]) =>
      sessions.size === 1 && sessions.has(session) ? [name] : [],
    );
    for (const [name, values] of session.read(onlyThere)) this.variables.get(name)!.values = values;
    for (const { sessions } of this.variables.values()) sessions.delete(session);
  }

  private collect(names: readonly string[]): Map<string, Float32Array> {
    const values = new Map<string, Float32Array>();
    const atSessions = new Map<GraphSession, string[]>();
    for (const name of names) {
      const variable = this.variables.get(name)!;
      const [session] = variable.sessions;
      if (variable.values !== undefined) values.set(name, variable.values);
      else if (session !== undefined) atSessions.set(session, [...(atSessions.get(session) ?? []), name]);
    }
    for (const [session, there] of atSessions)
      for (const [name, value] of session.read(there)) values.set(name, value);
    return values;
  }
}
