// Puts an audit together: a copy of what a service has kept, and the parts of the live service without those that read, listen or send.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Audit, audit } from '../../assurance/audit/audit.ts'
import { keptOf } from '../../assurance/audit/kept.ts'
import { lagsOf } from '../../assurance/replay/lags.ts'
import type { Config } from '../../config/schema.ts'
import { manualClock, systemClock } from '../../core/clock.ts'
import type { Logger } from '../../core/logger.ts'
import { createLive } from '../../pipeline/status.ts'
import type { TickDeps } from '../../pipeline/tick.ts'
import type { Series } from '../../series/series.ts'
import { copyDatabase } from '../../storage/sqlite/file/copy.ts'
import { openSqliteStore } from '../../storage/sqlite/store.ts'
import type { Store } from '../../storage/store.ts'
import { makeDeps } from '../replay/deps.ts'
import { createPace } from './pace.ts'

export interface AuditRequest {
  /** The data folder of a slowburn, which may be running, or a backup: it is read, and nothing is written to it. */
  folder: string
  config: Config
  log: Logger
  wants(series: Series): boolean
  onProgress(share: number): void
  /** Of one processor that it takes at most: above 0, at most 1. */
  share: number
}

/** Throws StorageError where the folder cannot be used. */
export async function runAudit(request: AuditRequest, signal: AbortSignal): Promise<Audit> {
  const scratch = mkdtempSync(join(tmpdir(), 'slowburn-audit-'))
  try {
    await copyDatabase(request.folder, scratch)
    const recorded = openSqliteStore(scratch, { scratch: true })
    try {
      return await auditCopy(recorded, scratch, request, signal)
    } finally {
      recorded.close()
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function auditCopy(
  recorded: Store,
  copy: string,
  { config, log, wants, onProgress, share }: AuditRequest,
  signal: AbortSignal,
): Promise<Audit> {
  const kept = keptOf(recorded)
  const now = Math.max(0, ...config.sources.map(({ name }) => kept.sources.load(name).lastSuccessAt ?? 0))
  const clock = manualClock(now)
  const closing: Array<() => Promise<void> | void> = []
  try {
    const made = await makeDeps({ config, clock, log, recorded: kept, calendarsFrom: now, closing }, signal)
    const { plan, monitor, sources } = made(recorded)
    const { keep, keepFacts, keepHours, keepDays } = config.data
    const depsOf = (store: Store): Omit<TickDeps, 'store' | 'clock'> => ({
      ...made(store),
      live: createLive(config.detection.disabled),
      keep: { events: keep, facts: keepFacts, hours: keepHours, days: keepDays },
    })
    const lags = lagsOf(kept, { sources }, null)
    const { rules } = config
    const pace = createPace(share, systemClock)
    return await audit(
      { kept, copy, clock, depsOf, lags, now, plan, monitor, rules, wants, onProgress, pace },
      signal,
    )
  } finally {
    for (const step of closing.reverse()) await step()
  }
}
