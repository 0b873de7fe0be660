// Whether roles and tokens do what their writer will have meant.
import { webConfigOf } from '../../web.ts'
import { type DoctorCheck, type Finding, warning } from '../check.ts'

export const access: DoctorCheck = {
  name: 'access',
  stage: 'configuration',
  help: 'Somebody who signs in may act, no token has two names, and nobody who is anonymous reads what users log in for.',
  run: ({ config }) => {
    if (config === null) return []
    const { anonymous, users, tokens } = config.access
    const findings: Finding[] = []
    for (const [, alike] of Map.groupBy(tokens, ({ hash }) => hash)) {
      if (alike.length < 2) continue
      const names = alike.map(({ name }) => name).join(', ')
      const what = `${names} are one token, so what is done with it is attributed to the first`
      findings.push(warning('access.tokens', what, 'Make a token for each: slowburn token NAME --role ROLE'))
    }
    const known = loggedIn(config)
    if (known > 0 && anonymous === 'read') {
      const what = 'everybody may read although there are users who log in'
      findings.push(warning('access.anonymous', what, 'Leave it out, or set it to none or scrape'))
    }
    if (known > 0 && !Object.values(users).some(role => role === 'act' || role === 'administer')) {
      const what = 'no user may act, so only holders of the control token can acknowledge on the page'
      findings.push(warning('access.users', what, 'Give somebody on call the role act'))
    }
    return findings
  },
}

function loggedIn(config: Parameters<typeof webConfigOf>[0]): number {
  try {
    return webConfigOf(config).users.size
  } catch {
    return 0
  }
}
