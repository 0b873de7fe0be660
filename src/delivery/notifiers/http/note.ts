// An alert in a few lines, for channels that show less than an email: chats, pagers, phones.
import type { Episode } from '../../../alerting/episode.ts'
import type { Millis } from '../../../core/clock.ts'
import { clean, cleanUrl } from '../../../presentation/clean.ts'
import { alertContent } from '../../email/content.ts'
import { type TestInput, testId } from '../../email/examples/test-email.ts'
import { messageIdOf } from '../../email/freeze.ts'
import type { Addressee, EmailInput, EmailSettings } from '../../email/input.ts'
import { type SummaryInput, summaryContent } from '../../email/lists/summary.ts'
import { receivedContent } from '../../email/received-content.ts'
import { bareSubject } from '../../email/subject.ts'
import type { FrozenMessage } from '../../outbox/message.ts'

export interface Note {
  /** Names the conversation: an episode, a summary, a test. The same for its beginning and its end. */
  id: string
  sequence: number
  state: 'firing' | 'resolved' | 'summary' | 'test'
  severity: Episode['severity']
  /** One line. */
  title: string
  /** Some lines, the most important first. */
  text: string
  /** Where the alert is shown; null: the pages cannot be reached. */
  url: string | null
  installation: string
  /** Labels of the series, or of the received alert. */
  labels: Readonly<Record<string, string>>
  rule: string
  at: Millis
  about?: FrozenMessage['about']
}

/** Without the links by which an email's reader may act: a chat has many readers. */
const NOBODY: Addressee = { address: '', contact: '', route: null, root: null }

export function alertNote(input: EmailInput, settings: EmailSettings): Note {
  const { episode, to, at } = input.transition
  const { title, text } = wordsOf(input, settings)
  return {
    id: episode.id,
    sequence: episode.sequence,
    state: to === 'resolved' ? 'resolved' : 'firing',
    severity: episode.severity,
    title,
    text,
    url: pageOf(settings, `/alerts/${encodeURIComponent(episode.id)}`),
    installation: clean(settings.installation, 60),
    labels: 'series' in input ? input.series.labels : episode.origin === 'received' ? episode.labels : {},
    rule: clean(episode.rule, 80),
    at,
  }
}

export function summaryNote(input: SummaryInput, settings: EmailSettings): Note {
  const { id, about, severity, subject, verdict, lines, others } = summaryContent(
    { ...input, lead: null },
    settings,
  )
  const listed = lines.map(({ tag, text }) => `${tag}: ${text}`)
  return {
    id,
    sequence: 1,
    state: 'summary',
    severity,
    title: subject,
    text: [verdict, ...listed, ...(others === null ? [] : [others])].join('\n'),
    url: pageOf(settings, '/alerts'),
    installation: clean(settings.installation, 60),
    labels: {},
    rule: '',
    at: input.at,
    about,
  }
}

export function testNote(input: TestInput, settings: EmailSettings): Note {
  const installation = clean(settings.installation, 60)
  return {
    id: testId(input),
    sequence: 1,
    state: 'test',
    severity: 'watch',
    title: `Test message of slowburn for ${clean(input.contact, 30)}`,
    text: `This is a test: an alert of ${installation} would reach you like this. ${clean(input.by, 80)} asked for it. Nothing is wrong.`,
    url: pageOf(settings, '/'),
    installation,
    labels: {},
    rule: '',
    at: input.at,
  }
}

/** `body` is what is sent, or what it is made of where a secret is put in only then. */
export function freezeNote(
  note: Note,
  recipient: string,
  body: unknown,
  { sender }: EmailSettings,
): FrozenMessage {
  return {
    messageId: messageIdOf(note.id, note.sequence, recipient, sender),
    episodeId: note.id,
    ...(note.about === undefined ? {} : { about: note.about }),
    sequence: note.sequence,
    recipient,
    sender,
    subject: note.title,
    bytes: Buffer.from(JSON.stringify(body)),
    createdAt: note.at,
  }
}

function wordsOf(input: EmailInput, settings: EmailSettings): Pick<Note, 'title' | 'text'> {
  if ('fault' in input) {
    const { series } = input.transition.episode
    return { title: bareSubject(input.transition), text: clean(series, 300) }
  }
  const content =
    'series' in input ? alertContent(input, settings, NOBODY) : receivedContent(input, settings, NOBODY)
  const facts = content.facts.map(({ label, value }) => `${label}: ${value}`)
  return { title: content.subject, text: [content.verdict, ...facts, `Next: ${content.action}`].join('\n') }
}

function pageOf({ baseUrl }: EmailSettings, path: string): string | null {
  const base = cleanUrl(baseUrl)?.replace(/\/+$/, '')
  return base === undefined ? null : `${base}${path}`
}
