// The boards for Grafana as files, each made of the metrics of the catalogue. `npm run generate` writes them.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { explorer } from './boards/explorer.ts'
import { incident } from './boards/incident.ts'
import { money } from './boards/money.ts'
import { overview } from './boards/overview.ts'
import { roi } from './boards/roi.ts'
import { self } from './boards/self.ts'
import { trust } from './boards/trust.ts'
import { work } from './boards/work.ts'
import { assembled } from './grafana/board.ts'

/** Text of the file of each board, by its path from the root of the checkout. */
export function boardFiles(): Record<string, string> {
  const drawn = [overview, incident, work, roi, trust, money, self].map(board => assembled(board()))
  const all = [...drawn, assembled(explorer(JSON.stringify(drawn)))]
  return Object.fromEntries(all.map(board => [`dashboards/${board.uid}.json`, textOf(board)]))
}

function textOf(board: Dashboard): string {
  return `${JSON.stringify(board, null, 2)}\n`
}
