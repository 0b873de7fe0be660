// A scan for a terminal of 80 columns: a story a paragraph, and below what was left out.
import {
  changeWords,
  headWords,
  nameOf,
  noteWords,
  sinceWords,
  togetherWords,
  verdictWords,
} from '../../scan/report/words.ts'
import type { Scan } from '../../scan/scan.ts'
import type { Story } from '../../scan/stories.ts'
import { paragraph } from './columns.ts'

const INDENT = 4
/** Members of a story whose names are listed. */
const LISTED = 5

/** `top`: stories that are told; the number of the others is said. */
export function scanText(scan: Scan, top: number): string {
  const { server, stories } = scan
  const told = stories.slice(0, top)
  const rest = stories.length - told.length
  return [
    paragraph(`${server}: ${headWords(scan)}.`, 0),
    '\n',
    paragraph(`${verdictWords(scan)}${stories.length === 0 ? '' : ':'}`, 0),
    ...told.map(storyText),
    ...(rest === 0 ? [] : ['\n', paragraph(`And ${rest} more: see --top, --html and --json.`, 0)]),
    '\n',
    ...noteWords(scan).map(line => paragraph(line, 0)),
  ].join('')
}

function storyText({ members, shared }: Story, place: number): string {
  const [first, ...others] = members
  if (first === undefined) return ''
  const together = togetherWords({ members, shared })
  const listed = others.slice(0, LISTED)
  const more = others.length - listed.length
  const number = `${place + 1}`.padStart(INDENT - 1)
  return [
    `\n${number} ${paragraph(changeWords(first), INDENT).trimStart()}`,
    paragraph(nameOf(first), INDENT),
    paragraph(sinceWords(first.drift), INDENT),
    ...(together === null ? [] : [paragraph(`${together}:`, INDENT)]),
    ...listed.map(one => paragraph(`${changeWords(one)}: ${nameOf(one)}`, INDENT + 2)),
    ...(more === 0 ? [] : [paragraph(`and ${more} more`, INDENT + 2)]),
  ].join('')
}
