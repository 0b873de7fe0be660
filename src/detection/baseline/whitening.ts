// Turns scores that remember the last one into scores that do not, one gap at a time and deaf to spikes.

export interface Whitener {
  /** Lag-one autocorrelation at one bucket's distance, 0 to .97. */
  phi: number
  /** Location and spread of the innovations, in standard deviations of the series. */
  shift: number
  spread: number
}

/** What the next point is predicted from: the last deviation with its spike taken out, and when it was. */
export interface Memory {
  deviation: number
  /** Null before the first point. */
  at: number | null
}

/** How many innovations' standard deviations of a surprise are believed. */
const BELIEVED = 3

/**
 * One-step prediction error of `deviation` in its own standard deviations, gaps taken into account: after a
 * gap of g buckets the correlation is phi^g. The memory is cleaned (Masreliez 1975): a spike enters it clipped.
 */
export function whiten(
  model: Whitener,
  memory: Memory,
  deviation: number,
  at: number,
  bucket: number,
): { innovation: number; memory: Memory } {
  const decay = memory.at === null ? 0 : decayOver(model.phi, (at - memory.at) / bucket)
  const predicted = decay * memory.deviation
  const width = model.spread * innovationWidth(model.phi, decay)
  const raw = (deviation - predicted - model.shift) / width
  const innovation = Math.min(Math.max(raw, -BELIEVED), BELIEVED)
  return { innovation, memory: { deviation: predicted + model.shift + innovation * width, at } }
}

function decayOver(phi: number, gap: number): number {
  if (phi === 0) return 0
  return gap === 1 ? phi : phi ** Math.max(gap, 0)
}

/** Spread of the innovation after a gap, relative to that of one bucket. */
function innovationWidth(phi: number, decay: number): number {
  return decay === phi ? 1 : Math.sqrt((1 - decay * decay) / (1 - phi * phi))
}
