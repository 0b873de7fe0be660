// What a mail server sees of one alert while seven things go wrong, of slowburn and of the Alertmanager of this machine.
// node bench/seven-faults.ts [--quick]
import { SECOND } from '../src/core/duration.ts'
import { FAULTS, type FaultName, type Played, playFault } from '../test/support/chain/seven-faults.ts'
import type { Accepted } from '../test/support/delivery/smtp.ts'
import { alertmanagerVersion, type Watched, watchAlertmanager } from './peers/alertmanager.ts'
import { benchOptions, judge, printHead, printTable, type Red } from './report/report.ts'

/** What slowburn must show: messages that the server took, their Message-IDs, attempts, seconds at most. */
const PROMISED: Readonly<
  Record<FaultName, readonly [mails: number, ids: number, attempts: number, most: number]>
> = {
  'the 250 is lost three times': [4, 1, 4, 240],
  '550 for good after DATA': [1, 1, 2, 10],
  'one bad recipient of two': [1, 1, 2, 10],
  'a template that fails': [1, 1, 1, 10],
  'a server that never greets': [2, 2, 3, 30],
  'kill -9 after sending': [2, 1, 2, 60],
  'kill -9 between firing and resolved': [2, 2, 2, 60],
}

const { quick } = benchOptions()
const version = alertmanagerVersion()
const span = (quick ? 10 : 120) * SECOND
// Alertmanager is watched in real time, so all at once and meanwhile; each has a mail server of its own.
const watching = version === null ? null : Promise.all(FAULTS.map(name => watchAlertmanager(name, span)))
const ours: Played[] = []
for (const name of FAULTS) ours.push(await playFault(name))
const peers = await watching

printHead('Seven faults on the way of one alert', [
  version === null
    ? 'no Alertmanager on this machine'
    : `beside Alertmanager ${version}, watched for ${span / SECOND} s`,
  'slowburn waits on a clock that skips its pauses; the seconds hold them. Its 550 also tells the next contact',
])
printTable(
  [
    'fault',
    'slowburn: mails',
    'ids',
    'empty',
    'attempts',
    's',
    'Alertmanager: mails',
    'ids',
    'empty',
    'attempts',
    's',
  ],
  FAULTS.map((name, index) => [name, ...cells(ours[index]), ...cells(peers?.[index])]),
)
judge(FAULTS.flatMap((name, index) => redLines(name, ours[index] as Played)))

function redLines(name: FaultName, { accepted, attempts, took }: Played): Red[] {
  const [mails, ids, tries, most] = PROMISED[name]
  return [
    { what: `${name}: mails`, value: accepted.length, least: mails, most: mails },
    { what: `${name}: Message-IDs`, value: idsOf(accepted), least: ids, most: ids },
    { what: `${name}: empty mails`, value: emptyOf(accepted), most: 0 },
    { what: `${name}: attempts`, value: attempts, least: tries, most: tries },
    { what: `${name}: seconds`, value: took / SECOND, most },
  ]
}

function cells(seen: Played | Watched | undefined): string[] {
  if (seen === undefined) return ['', '', '', '', '']
  const { accepted, attempts, took } = seen
  const figures = [accepted.length, idsOf(accepted), emptyOf(accepted), attempts].map(String)
  return [...figures, took === null ? '-' : (took / SECOND).toFixed(1)]
}

function idsOf(accepted: readonly Accepted[]): number {
  return new Set(accepted.map(({ messageId }) => messageId)).size
}

/** A mail that says nothing after its headers and those of its parts. */
function emptyOf(accepted: readonly Accepted[]): number {
  return accepted.filter(({ raw }) => !/build/.test(bodyOf(raw))).length
}

function bodyOf(raw: Buffer): string {
  const text = raw.toString('latin1')
  return text.slice(text.indexOf('\r\n\r\n')).replace(/=\r\n/g, '')
}
