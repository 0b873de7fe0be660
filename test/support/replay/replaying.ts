// Replays the invented store of `recorded-store.ts`.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { type ReplayInput, runReplays } from '../../../src/app/replay/replay.ts'
import type { Refusal, Replay } from '../../../src/assurance/replay/replay.ts'
import { parseConfig } from '../../../src/config/load.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { temporaryFolder } from '../folder.ts'
import { recordIn, replayConfig } from './recorded-store.ts'

interface Replaying extends Partial<Omit<ReplayInput, 'span'>> {
  /** Lines of the configuration. */
  more?: string
  span?: Partial<ReplayInput['span']>
  record?: Parameters<typeof recordIn>[1]
}

export async function replayHere(
  t: Pick<TestContext, 'after'>,
  { more = '', record, span = {}, ...options }: Replaying = {},
): Promise<Replay | Refusal> {
  const folder = options.folder ?? temporaryFolder(t)
  if (options.folder === undefined) recordIn(folder, record)
  const input: ReplayInput = {
    folder,
    configs: [parseConfig(replayConfig(folder, more), {})],
    withActs: true,
    lag: null,
    log: silentLogger,
    onRead: () => {},
    onProgress: () => {},
    onDone: () => {},
    ...options,
    span: { from: null, to: null, started: null, ...span },
  }
  const [result] = await runReplays(input, new AbortController().signal)
  assert.ok(result !== undefined)
  return result
}

export function whole(result: Replay | Refusal): Replay {
  assert.ok(!('refused' in result), JSON.stringify(result))
  return result
}
