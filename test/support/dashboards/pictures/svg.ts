// The few shapes that the pictures of the boards are made of, and their colours.

export interface Box {
  x: number
  y: number
  w: number
  h: number
}

export const INK = '#1f2933'
export const FAINT = '#6b7785'
const RULE = '#e4e7eb'

/** The names that Grafana has for colours. */
const NAMED: Readonly<Record<string, string>> = {
  text: INK,
  green: '#1a7f37',
  red: '#cf222e',
  orange: '#bc4c00',
  purple: '#8250df',
  blue: '#0969da',
}

export function colour(name: string): string {
  return NAMED[name] ?? name
}

/** Told apart by those too who do not see all colours: Okabe and Ito (2008), and three more. */
const PALETTE = [
  '#0072b2',
  '#e69f00',
  '#009e73',
  '#cc79a7',
  '#56b4e9',
  '#d55e00',
  '#7f7f7f',
  '#332288',
  '#999933',
  '#882255',
]

export function paletteColour(index: number): string {
  return PALETTE[index % PALETTE.length] ?? INK
}

interface Written {
  size?: number
  fill?: string
  bold?: boolean
  anchor?: 'start' | 'middle' | 'end'
  /** Pixels; what does not fit is cut. */
  within?: number
}

export function text(x: number, y: number, said: string, how: Written = {}): string {
  const { size = 12, fill = INK, bold = false, anchor = 'start', within = Number.POSITIVE_INFINITY } = how
  const attributes = [
    `x="${round(x)}" y="${round(y)}"`,
    ...(size === 12 ? [] : [`font-size="${size}"`]),
    ...(fill === INK ? [] : [`fill="${fill}"`]),
    ...(bold ? ['font-weight="600"'] : []),
    ...(anchor === 'start' ? [] : [`text-anchor="${anchor}"`]),
  ]
  return `<text ${attributes.join(' ')}>${escaped(cut(said, within, bold ? size * 1.14 : size))}</text>`
}

/** About how wide a text is, in pixels; fonts differ. */
export function widthOf(said: string, size = 12): number {
  return said.length * size * 0.53
}

export function cut(said: string, within: number, size = 12): string {
  if (widthOf(said, size) <= within) return said
  const fits = Math.max(1, Math.floor(within / (size * 0.53)) - 1)
  return `${said.slice(0, fits).trimEnd()}…`
}

export function rule(x1: number, y1: number, x2: number, y2: number, stroke = RULE): string {
  return `<path d="M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}" stroke="${stroke}" stroke-width="1"/>`
}

export function escaped(said: string): string {
  return said.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

export function round(value: number): number {
  return Math.round(value)
}
