// Measures how a page looks in a browser: what sticks out, what can be read, where the keyboard is.
import type { Page } from 'playwright-core'

export type Rgb = readonly [number, number, number]

/** What sticks out to the right of the window, if anything does. */
export function overflow(page: Page): Promise<string | null> {
  return page.evaluate<string | null>(`(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return null
    const wide = [...document.querySelectorAll('main *')].find(e => e.getBoundingClientRect().right > clientWidth + 1)
    return scrollWidth + ' of ' + clientWidth + ': ' + (wide ? wide.outerHTML.slice(0, 120) : 'unknown')
  })()`)
}

/** A text that is set in a column of a few letters, beside others that have room, if any is. */
export function squeezed(page: Page): Promise<string | null> {
  return page.evaluate<string | null>(`(() => {
    const cells = [...document.querySelectorAll('main td, main th')].filter(e => e.textContent.trim().length > 15)
    const narrow = cells.find(e => {
      const { width, height } = e.getBoundingClientRect()
      return height > 0 && width < 80 && height > 2 * width
    })
    return narrow ? narrow.textContent.trim().slice(0, 60) : null
  })()`)
}

/** The colour of every visible text and of what lies behind it. */
export async function colours(page: Page): Promise<Array<{ text: string; ink: Rgb; paper: Rgb }>> {
  const found = await page.evaluate<Array<{ text: string; ink: string; paper: string }>>(`(() => {
    const opaque = colour => !/^rgba\\(.*, 0\\)$/.test(colour) && colour !== 'transparent'
    const behind = element => {
      for (let e = element; e !== null; e = e.parentElement) {
        const { backgroundColor } = getComputedStyle(e)
        if (opaque(backgroundColor)) return backgroundColor
      }
      return 'rgb(255, 255, 255)'
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const texts = []
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement
      if (node.data.trim() === '' || !element.checkVisibility()) continue
      const style = getComputedStyle(element)
      const ink = element instanceof SVGElement ? style.fill : style.color
      texts.push({ text: node.data.trim().slice(0, 40), ink, paper: behind(element) })
    }
    return texts
  })()`)
  return found.map(({ text, ink, paper }) => ({ text, ink: rgb(ink), paper: rgb(paper) }))
}

export function computed(page: Page, selector: string, property: string): Promise<string> {
  return page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).${property}`)
}

export function focused(page: Page): Promise<string> {
  return page.evaluate<string>('document.activeElement.textContent.trim()')
}

export function outline(page: Page): Promise<string> {
  return page.evaluate<string>(
    '(s => s.outlineStyle + " " + s.outlineWidth)(getComputedStyle(document.activeElement))',
  )
}

export function rgb(colour: string): Rgb {
  const [r = Number.NaN, g = Number.NaN, b = Number.NaN] = (colour.match(/[\d.]+/g) ?? []).map(Number)
  return [r, g, b]
}

/** Relative luminance and contrast ratio as WCAG 2.2 defines them. */
export function luminance([r, g, b]: Rgb): number {
  const [red = 0, green = 0, blue = 0] = [r, g, b].map(channel => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

export function contrast(a: Rgb, b: Rgb): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}
