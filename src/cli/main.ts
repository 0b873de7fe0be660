// The command line: one file a command, put together here.
import { Command } from 'commander'
import { packageVersion } from '../app/version.ts'
import { acceptCommand } from './alerts/accept.ts'
import { ackCommand } from './alerts/ack.ts'
import { alertsCommand } from './alerts/alerts.ts'
import { historyCommand } from './alerts/history.ts'
import { notifyTestCommand } from './alerts/notify-test.ts'
import { releaseCommand } from './alerts/release.ts'
import { silenceCommand } from './alerts/silence.ts'
import { snoozeCommand } from './alerts/snooze.ts'
import { analyseCommand } from './analyse.ts'
import { checkCommand } from './check.ts'
import { demoCommand } from './demo.ts'
import { initCommand } from './init.ts'
import { previewCommand } from './preview.ts'
import { routesCommand } from './routes.ts'
import { startCommand } from './start.ts'
import { reportError } from './terminal/report.ts'

const program = new Command('slowburn')
  .description(
    'Notices when an AI task platform is quietly getting worse, says since when and by how much, and emails the person on call.',
  )
  .version(packageVersion(), '-V, --version')
  .configureHelp({ helpWidth: 80 })
  .showHelpAfterError('(see slowburn --help)')
  .addCommand(startCommand())
  .addCommand(demoCommand())
  .addCommand(initCommand())
  .addCommand(checkCommand())
  .addCommand(analyseCommand())
  .addCommand(alertsCommand())
  .addCommand(ackCommand())
  .addCommand(snoozeCommand())
  .addCommand(acceptCommand())
  .addCommand(silenceCommand())
  .addCommand(releaseCommand())
  .addCommand(historyCommand())
  .addCommand(routesCommand())
  .addCommand(notifyTestCommand())
  .addCommand(previewCommand())
  .addHelpText(
    'after',
    `
Examples:
  $ slowburn demo                                  watch a built-in example platform
  $ slowburn init --database postgres://localhost/app   write a slowburn.yml for a database
  $ slowburn check                                 validate slowburn.yml and try its connections
  $ slowburn start                                 run the service
  $ slowburn analyse durations.csv                 say what changed in any series
  $ slowburn alerts                                what fires, and who is on it
  $ slowburn ack 5f0c6c1d --note "rolling back"    say that you are`,
  )

try {
  await program.parseAsync()
} catch (error) {
  reportError(error)
}
