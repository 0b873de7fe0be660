// A note as an adaptive card. Text blocks read Markdown, so what others wrote is escaped.
import type { Note } from '../http/note.ts'

/** A message of more than 28 KB is refused. */
const LONGEST = 6000

export function teamsBody({ title, text, url, installation, state, severity }: Note): unknown {
  const block = (words: string, more: object): unknown => ({
    type: 'TextBlock',
    text: escaped(words),
    wrap: true,
    ...more,
  })
  const color = state === 'resolved' ? 'good' : severity === 'page' ? 'attention' : 'warning'
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      block(title, { size: 'medium', weight: 'bolder', color }),
      ...text.split('\n').map(line => block(line, { spacing: 'small' })),
      block(installation, { isSubtle: true, size: 'small' }),
    ],
    actions: url === null ? [] : [{ type: 'Action.OpenUrl', title: 'Open', url }],
  }
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  }
}

function escaped(text: string): string {
  return [...text]
    .slice(0, LONGEST)
    .join('')
    .replace(/[\\`*_{}[\]()#+!<>|~]/g, '\\$&')
}
