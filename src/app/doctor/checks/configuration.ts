// Whether the configuration can be used, and whether its secrets are for its owner alone.
import { readFileSync, statSync } from 'node:fs'
import { type DoctorCheck, fault, warning } from '../check.ts'

/** A secret that is written down, and not taken from the environment. */
const SECRET =
  /^\s*-?\s*\{?.*\b(?:password|token|secret|routing_key|authorization)\b["']?\s*:\s*["']?[^\s"'$]/im
const IN_URL = /:\/\/[^\s/:@]+:[^\s$@]+@/

export const configuration: DoctorCheck = {
  name: 'configuration',
  stage: 'configuration',
  help: 'The configuration is valid, and secrets in it are readable by its owner alone.',
  run: ({ file, config, configFaults }) => {
    const findings = configFaults.map(({ path, line, message, remedy }) =>
      fault(
        line === undefined ? path : `${file} line ${line}, ${path}`,
        message,
        remedy ?? 'See docs/reference/configuration.md',
      ),
    )
    if (config === null) return findings
    const text = readFileSync(file, 'utf8')
    const mode = statSync(file).mode & 0o777
    if ((mode & 0o004) !== 0 && (SECRET.test(text) || IN_URL.test(text))) {
      const what = `holds a secret and can be read by every user of this machine (mode ${mode.toString(8)})`
      findings.push(warning(file, what, `Run chmod 640 ${file}, or take the secret from the environment`))
    }
    return findings
  },
}
