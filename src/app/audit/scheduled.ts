// Audits as often as the configuration says, each in a process of its own that takes little of the processor; what it reports is kept in
// one commit, and one that does not report has a verdict, too: it broke.
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AuditReport } from '../../assurance/audit/report/record.ts'
import type { Clock, Millis } from '../../core/clock.ts'
import { HOUR, MINUTE } from '../../core/duration.ts'
import { messageOf } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import { redactSecrets } from '../../core/secrets/redact.ts'
import { isBackfilling, type Live } from '../../pipeline/status.ts'
import type { AuditFinding, KeptAudit } from '../../storage/audit-store.ts'
import { auditReportShape } from '../../storage/shapes/audits.ts'
import type { Store } from '../../storage/store.ts'
import { type Canary, followCanary } from './canary.ts'

/** The program that audits and reports to who has started it, and its arguments. */
export interface AuditProgram {
  file: string
  args: readonly string[]
}

export interface ScheduledAudits {
  every: Millis
  program: AuditProgram
  store: Pick<Store, 'audits' | 'transaction'>
  live: Live
  /** Sent with each; left out: none is. */
  canary?: Canary
  clock: Clock
  log: Logger
}

/** A service that was just started has other things to do. */
const FIRST_AFTER: Millis = HOUR
const LOOKS_EVERY: Millis = MINUTE
/** What it wrote last, in characters. */
const LAST_WORDS = 500

/** Runs until `signal` is aborted; an audit that is under way then is ended, and nothing of it is kept. */
export async function runScheduledAudits(deps: ScheduledAudits, signal: AbortSignal): Promise<void> {
  const { every, store, live, clock, log } = deps
  const since = clock.now()
  live.audits = { every, since }
  while (!signal.aborted) {
    await clock.sleep(LOOKS_EVERY, signal).catch(() => undefined)
    if (signal.aborted) return
    const now = clock.now()
    if (
      live.lastTickAt === null ||
      isBackfilling(live) ||
      now < dueAt(store.audits.list(1)[0], since, now, every)
    )
      continue
    const waiting = deps.canary === undefined ? null : followCanary(deps.canary, deps)
    const report = await auditOnce(deps, signal)
    const finding = (await waiting?.(signal).catch(() => null)) ?? null
    if (signal.aborted) return
    const kept = { ...report, audit: { ...withFinding(report.audit, finding), endedAt: clock.now() } }
    try {
      store.transaction(() => store.audits.add(kept.audit, kept.cards))
    } catch (cause) {
      log.error('an audit could not be kept', { error: messageOf(cause) })
      continue
    }
    const { verdict, findings } = kept.audit
    const say = verdict === 'pass' ? log.info : log.warn
    say('audit ended', { verdict, findings: findings.length, first: findings[0]?.words ?? '' })
  }
}

function withFinding(audit: KeptAudit, finding: AuditFinding | null): KeptAudit {
  if (finding === null) return audit
  const verdict = audit.verdict === 'broken' ? audit.verdict : 'fail'
  return { ...audit, verdict, findings: [finding, ...audit.findings] }
}

/** A clock that has jumped back leaves an audit in the future: then it is counted from the start of the service. */
function dueAt(last: KeptAudit | undefined, since: Millis, now: Millis, every: Millis): Millis {
  if (last === undefined) return since + FIRST_AFTER
  return (last.endedAt <= now ? last.endedAt : since) + every
}

async function auditOnce(
  { program: { file, args }, every, clock }: ScheduledAudits,
  signal: AbortSignal,
): Promise<AuditReport> {
  // What one that is killed leaves behind is in a folder that is known here.
  const scratch = mkdtempSync(join(tmpdir(), 'slowburn-audit-'))
  const env = { ...process.env, TMPDIR: scratch }
  const child = fork(file, args, { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  const timer = new AbortController()
  const end = (): void => void child.kill('SIGTERM')
  signal.addEventListener('abort', end)
  void clock.sleep(every, timer.signal).then(
    () => void child.kill('SIGKILL'),
    () => undefined,
  )
  try {
    if (child.pid !== undefined) setPriority(child.pid, LEAST)
  } catch {
    // It is paced all the same.
  }
  try {
    return await reportOf(child)
  } finally {
    timer.abort()
    signal.removeEventListener('abort', end)
    rmSync(scratch, { recursive: true, force: true })
  }
}

const LEAST = 19

function reportOf(child: ChildProcess): Promise<AuditReport> {
  let report: unknown = null
  let last = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    last = (last + text).slice(-LAST_WORDS)
  })
  child.on('message', message => {
    report = message
  })
  return new Promise(resolve => {
    child.once('error', cause => resolve(broken(messageOf(cause))))
    child.once('close', (code, by) => {
      if (isReport(report)) return resolve(report)
      const how = by === null ? `code ${code}` : by
      resolve(broken(`It ended with ${how} and without a verdict: ${last.trim().split('\n').at(-1) ?? ''}`))
    })
  })
}

function isReport(report: unknown): report is AuditReport {
  return auditReportShape(report) === null
}

/** `endedAt` is set by who keeps it. */
function broken(why: string): AuditReport {
  const findings = [{ what: 'broken', words: redactSecrets(why), fails: true }]
  const held = { of: 0, inside: 0 }
  const audit = {
    at: null,
    endedAt: 0,
    verdict: 'broken' as const,
    findings,
    series: 0,
    plants: [],
    late: [],
    held,
    cpuSeconds: 0,
  }
  return { audit, cards: [] }
}
