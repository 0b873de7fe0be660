// The plain text of an email: 72 columns, the same facts in the same order as the HTML.
import type { CauseWords } from '../../presentation/cause-words.ts'
import { keepTogether } from '../../presentation/clean.ts'
import type { EmailContent } from './content.ts'
import type { Fact } from './facts.ts'

const WIDTH = 72
const LABEL = 12

export function renderText(content: EmailContent): string {
  const { badge, verdict, facts, causes, unaffected, chart, action, links, acts, why } = content
  const sections = [
    `${badge.toUpperCase()}\n${wrap(verdict, '')}`,
    factsText(facts),
    causes === null ? '' : causesText(causes),
    unaffected.length === 0 ? '' : heading('Not affected', unaffected.join(', ')),
    chart === null ? '' : wrap(chart.alt, ''),
    heading('Next', action),
    [...links, ...acts].map(({ label, url }) => `${label}:\n${url}`).join('\n'),
    `-- \n${why.map(line => wrap(line, '')).join('\n')}`,
  ]
  return `${sections.filter(section => section !== '').join('\n\n')}\n`
}

export function factsText(facts: readonly Fact[]): string {
  return facts.map(({ label, value }) => wrap(value, ' '.repeat(LABEL), `${label} `.padEnd(LABEL))).join('\n')
}

function causesText({ title, items, close }: CauseWords): string {
  const lines = items.map(({ text, evidence }) => wrap(`- ${text} ${evidence}`, '    ', '  '))
  return [title, ...lines, wrap(close, '  ', '  ')].join('\n')
}

function heading(title: string, text: string): string {
  return `${title}\n${wrap(text, '  ', '  ')}`
}

/** Breaks at spaces; a word longer than the line is cut, so that no client scrolls sideways. */
export function wrap(text: string, indent: string, first = indent): string {
  const lines: string[] = []
  let line = first
  let room = false
  for (const word of keepTogether(text).split(' ').flatMap(cut)) {
    if (room && line.length + 1 + word.length > WIDTH) {
      lines.push(line)
      line = indent + word
    } else {
      line += (room ? ' ' : '') + word
    }
    room = true
  }
  return [...lines, line].join('\n').replaceAll('\u00a0', ' ')
}

function cut(word: string): string[] {
  const longest = WIDTH - LABEL
  const pieces: string[] = []
  for (let at = 0; at === 0 || at < word.length; at += longest) pieces.push(word.slice(at, at + longest))
  return pieces
}
