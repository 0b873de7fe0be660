// A note as blocks of Slack. What others wrote can neither mention anybody nor make a link.
import type { Note } from '../http/note.ts'

/** Slack refuses longer ones: 150 characters in a header, 3000 in a section. */
const LONGEST = { header: 150, section: 2900 }

export function slackBody({ title, text, url, installation }: Note): unknown {
  return {
    /** For notifications, and clients that show no blocks. */
    text: escaped(title, LONGEST.section),
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cut(title, LONGEST.header), emoji: false } },
      { type: 'section', text: { type: 'plain_text', text: cut(text, LONGEST.section), emoji: false } },
      ...(url === null
        ? []
        : [
            {
              type: 'actions',
              elements: [{ type: 'button', text: { type: 'plain_text', text: 'Open' }, url }],
            },
          ]),
      {
        type: 'context',
        elements: [{ type: 'plain_text', text: cut(installation, LONGEST.header) || 'slowburn' }],
      },
    ],
  }
}

function cut(text: string, most: number): string {
  const letters = [...text]
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join('')}…`
}

/** The three characters that Slack gives a meaning (https://api.slack.com/reference/surfaces/formatting#escaping). */
function escaped(text: string, most: number): string {
  return cut(text, most).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
