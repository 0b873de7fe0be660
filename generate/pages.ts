// The generated files: references of the command line, the configuration and the metrics, the newest schema, the rules, the boards.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { boardFiles } from '../dashboards/generator.ts'
import { configJsonSchema, configReference } from '../src/config/reference.ts'
import { changeReference } from './change-list.ts'
import { commandReference } from './commands.ts'
import { DETECTOR_PAGE, detectorReference } from './detector-list.ts'
import { CLIENT_TYPES, clientTypes } from './events/client-types.ts'
import { eventReference } from './events/event-list.ts'
import { INDICATOR_PAGE, indicatorPage } from './indicator-list.ts'
import { RECIPES, recipePage } from './new/recipe-list.ts'
import { ruleFile, ruleTestFile } from './rules.ts'
import { NEWEST, newestSchema } from './storage/newest-schema.ts'
import { API_PAGE, apiPage } from './web/api-page.ts'
import { pageReference } from './web/page-list.ts'

/** Text of each generated file, by its path from the root of the checkout. */
export function generatedPages(root: string): Record<string, string> {
  return {
    [RECIPES]: recipePage(root),
    'docs/reference/command-line.md': commandReference(),
    'docs/reference/pages.md': pageReference(),
    [API_PAGE]: apiPage(root),
    'docs/reference/changes.md': changeReference(),
    'docs/reference/events.md': eventReference(root),
    [DETECTOR_PAGE]: detectorReference(root),
    [INDICATOR_PAGE]: indicatorPage(root),
    'docs/reference/configuration.md': configReference(),
    'docs/reference/slowburn.schema.json': configJsonSchema(),
    'docs/reference/metrics.md': printed(root, 'src/exposition/reference.ts'),
    [CLIENT_TYPES]: clientTypes(root),
    [NEWEST]: newestSchema(root),
    'alerts/slowburn.rules.yml': ruleFile(root),
    'alerts/slowburn.rules.test.yml': ruleTestFile(root),
    ...boardFiles(),
  }
}

/** What a generator that is a script of its own prints. */
function printed(root: string, script: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, script)], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${script} failed: ${stderr}`)
  return stdout
}
