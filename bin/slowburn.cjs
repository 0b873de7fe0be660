#!/usr/bin/env -S node --no-force-async-hooks-checks --max-semi-space-size=8 --heap-growing-percent=50 --no-allocation-site-pretenuring
// Starts slowburn on a Node.js that can run it: this one, or that of the package `node` beside it; where there is none, one line says so.
// Node.js 14.18 and later can read this file: nothing newer in it.
//
// The options of the first line: a part that is interrupted ends nothing but itself; and a history that is read leaves little garbage.
// Node.js lets it grow to hundreds of megabytes otherwise, and after the first batches takes what a batch is made of for what lives
// long, so that only its slowest collection clears it away.
'use strict'

// By default Node.js opens a debugger on SIGUSR1.
process.on('SIGUSR1', () => {})
// A service that is asked to reload before it can does not end: what it is about to read is new enough.
if (process.argv.includes('start')) process.on('SIGHUP', () => {})

const childProcess = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const url = require('node:url')

const root = path.join(__dirname, '..')
const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'))
const wanted = manifest.engines.node.replace('>=', '')

if (!isOlder(process.versions.node, wanted)) run()
else {
  const beside = nodeBeside()
  if (beside === null) {
    const found = `${process.versions.node} (${process.execPath})`
    process.stderr.write(`slowburn needs Node.js ${wanted} or newer; this is ${found}.\n`)
    process.exit(1)
  } else runOn(beside)
}

function run() {
  // A checkout runs its sources, the published package what was built of them.
  const source = path.join(root, 'src/cli/main.ts')
  const built = path.join(root, 'dist/cli/main.js')
  const isCheckout = fs.existsSync(source)
  keepCompiled(isCheckout ? path.join(root, 'node_modules') : path.dirname(root))
  // Node.js ends well where nothing is left to do, though what it loads still waits.
  process.on('beforeExit', notLoaded)
  import(url.pathToFileURL(isCheckout ? source : built).href).then(loaded, error => {
    loaded()
    process.exitCode = 1
    // A fault that names its place needs no stack.
    if (error instanceof Error && error.name === 'DuplicateNameError') return say(error.message)
    const words = isCheckout ? 'src/cli/terminal/import-fault.ts' : 'dist/cli/terminal/import-fault.js'
    return import(url.pathToFileURL(path.join(root, words)).href).then(
      ({ importFault }) => say(importFault(error)),
      () => say(String(error)),
    )
  })
}

/**
 * What Node.js makes of each file is kept beside the packages, for this thread and those to come: a start takes half the time, and each
 * thread of a checkout some ten megabytes less. Whoever can write there can write what is run anyway; where nobody can, nothing is kept.
 */
function keepCompiled(packages) {
  if (process.env.NODE_COMPILE_CACHE !== undefined || path.basename(packages) !== 'node_modules') return
  const folder = path.join(packages, '.cache/slowburn')
  const kept = require('node:module').enableCompileCache(folder)
  if (kept.directory !== undefined) process.env.NODE_COMPILE_CACHE = folder
}

/** That of the package `node`, where it is installed beside us or above, as `npm install node@24` does; null: there is no other. */
function nodeBeside() {
  for (let folder = root; ; folder = path.dirname(folder)) {
    const program = path.join(folder, 'node_modules/node/bin/node')
    if (fs.existsSync(program)) return fs.realpathSync(program) === process.execPath ? null : program
    if (folder === path.dirname(folder)) return null
  }
}

/** Ends as it ends, and passes on what it is asked. Where this one is killed, the other notices that it has gone. */
function runOn(program) {
  const args = [...process.execArgv, __filename, ...process.argv.slice(2)]
  let child = null
  // Before it is started: a signal in between would end this one alone, and leave it running.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  const env = Object.assign({}, process.env, { SLOWBURN_LAUNCHER: String(process.pid) })
  child = childProcess.spawn(program, args, { stdio: 'inherit', env })
  child.on('error', error => {
    say(`${program} cannot be started: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

function loaded() {
  process.off('beforeExit', notLoaded)
}

function notLoaded() {
  loaded()
  process.exitCode = 1
  say('did not finish loading, or waited for what never comes; a file of it may await that at its top level')
}

function say(message) {
  process.stderr.write(`slowburn: ${message}\n`)
}

function isOlder(found, least) {
  const [major, minor] = found.split('.').map(Number)
  const [leastMajor, leastMinor] = least.split('.').map(Number)
  return major === leastMajor ? minor < leastMinor : major < leastMajor
}
