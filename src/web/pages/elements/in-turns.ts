// Draws the items of a long list a few at a time: a hundred pictures on one page must hold up nothing else.
import { pauseInProcessorTime } from '../../../core/turns/pause.ts'
import type { Html } from '../../../presentation/html.ts'

/** In their order. */
export async function drawInTurns<T>(items: readonly T[], draw: (item: T) => Html): Promise<Html[]> {
  const pause = pauseInProcessorTime()
  const drawn: Html[] = []
  for (const item of items) {
    drawn.push(draw(item))
    await pause()
  }
  return drawn
}
