// Shapley's value: how much of what all players reach together each of them carries.

/**
 * Of `players` players (1 to 12) in their order. `worth` of a coalition, whose bit k is set where player k is in it, is asked once
 * of each of the 2^players, the empty one (0) among them. The values add up to worth(all) - worth(0); a player that never changes
 * anything has 0 (Shapley 1953, "A Value for n-Person Games").
 */
export function shapley(players: number, worth: (coalition: number) => number): number[] {
  const worths = Float64Array.from({ length: 2 ** players }, (_, coalition) => worth(coalition))
  const weights = Array.from({ length: players }, (_, size) => weightOf(size, players))
  return Array.from({ length: players }, (_, player) => {
    const own = 1 << player
    let value = 0
    for (let coalition = 0; coalition < worths.length; coalition++) {
      if ((coalition & own) !== 0) continue
      const gain = (worths[coalition | own] ?? 0) - (worths[coalition] ?? 0)
      value += (weights[sizeOf(coalition)] ?? 0) * gain
    }
    return value
  })
}

/** Of the orders in which players may come, the share in which just this coalition of that size comes before a given player. */
function weightOf(size: number, players: number): number {
  let weight = 1 / players
  for (let i = 1; i <= size; i++) weight *= i / (players - i)
  return weight
}

function sizeOf(coalition: number): number {
  let size = 0
  for (let rest = coalition; rest !== 0; rest &= rest - 1) size++
  return size
}
