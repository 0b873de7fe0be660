// What a person is told of the readiness of rollbacks.
import type * as z from 'zod'
import { formatDuration, SECOND } from '../../../core/duration.ts'
import { clean } from '../../../presentation/clean.ts'
import type { rolloutsAnswer } from '../../client/service-answers.ts'

type Shown = z.output<typeof rolloutsAnswer>['rollouts'][number]

const MARKS = { true: 'yes', false: 'NO', null: '?' } as const

export function rolloutText(rollouts: readonly Shown[]): string {
  return rollouts.map(one => `${headOf(one)}\n${one.conditions.map(lineOf).join('')}`).join('\n')
}

function headOf({ rollout, verdict, from, to, reasons, underway }: Shown): string {
  const pair = from === null || to === null ? '' : `, back from ${from} to ${to}`
  // What is a condition has a line of its own below.
  const others = reasons.filter(reason => !/^[a-z_]+: /.test(reason))
  const begun = underway === null ? [] : [`under way: from ${underway.from} to ${underway.to}`]
  const lines = [...others, ...begun].map(line => `  ${clean(line, 300)}`)
  return [clean(`${verdict.toUpperCase()}. ${rollout}${pair}.`, 300), ...lines].join('\n')
}

function lineOf({ name, holds, words, age_seconds: age }: Shown['conditions'][number]): string {
  const old = age === null ? '' : ` (${formatDuration(Math.max(SECOND, Math.round(age) * SECOND))} ago)`
  return `  ${MARKS[`${holds}`].padEnd(4)}${clean(name, 40).padEnd(13)} ${clean(`${words}${old}`, 600)}\n`
}
