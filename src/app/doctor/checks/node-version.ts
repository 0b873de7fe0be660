// Whether this Node.js is one that slowburn is made for.
import { manifest } from '../../version.ts'
import { type DoctorCheck, type Finding, fault } from '../check.ts'

export const nodeVersion: DoctorCheck = {
  name: 'node',
  stage: 'host',
  help: 'The version of Node.js is one that slowburn runs on.',
  run: () => versionFindings(process.versions.node, manifest().engines.node.replace('>=', '')),
}

export function versionFindings(found: string, wanted: string): Finding[] {
  if (!isOlder(found, wanted)) return []
  const remedy = 'Install a newer one, and restart the service by it'
  return [fault(`Node.js ${found}`, `is older than ${wanted}`, remedy)]
}

function isOlder(found: string, least: string): boolean {
  const [major = 0, minor = 0] = found.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number)
  return major === leastMajor ? minor < leastMinor : major < leastMajor
}
