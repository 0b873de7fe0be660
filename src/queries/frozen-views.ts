// Views whose answers are frozen: what one page writes to them, another page, the alerts or the metrics would see.
import { frozen } from '../core/parts/frozen.ts'
import type { Views } from './views.ts'

export function frozenViews(views: Views): Views {
  // Each question is asked as it was, under its own name.
  const all = views as unknown as Readonly<Record<string, (...given: unknown[]) => unknown>>
  const asked = Object.keys(views).map(name => [
    name,
    (...given: unknown[]) => {
      const answer = all[name]?.(...given)
      return answer instanceof Promise ? answer.then(frozen) : frozen(answer)
    },
  ])
  return Object.freeze(Object.fromEntries(asked)) as Views
}
