// The one shape of every detector: a pure reducer over plain data.

/**
 * `Frozen` is learned once from the baseline and never changes; `State` is plain JSON; neither is ever mutated.
 * Feeding the same inputs gives the same states, and a state that went through JSON goes on as if it had not.
 */
export interface Detector<Frozen, Input, State> {
  readonly name: string
  start(frozen: Frozen): State
  step(frozen: Frozen, state: State, input: Input): State
  /** Natural log of the evidence against "nothing changed": an e-value, or one over a p-value. */
  evidence(frozen: Frozen, state: State): number
}
