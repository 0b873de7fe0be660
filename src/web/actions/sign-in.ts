// Signing in to act, and out again: the page, its form, and the cookie that a browser keeps.
import express, { type NextFunction, type Request, type Response, Router } from 'express'
import type { Role } from '../../config/access.ts'
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/logger.ts'
import { html } from '../../presentation/html.ts'
import { layout } from '../pages/elements/layout.ts'
import { located } from '../proxy.ts'
import { cookie, field } from '../request.ts'
import { type Access, mayDo } from '../security/access.ts'
import { addressOf } from '../security/gate.ts'
import { sameOriginOnly, signedIn } from '../security/guards.ts'
import { LONGEST, SESSION_COOKIES, type Sessions, sessionCookie, sessionOf } from '../security/sessions.ts'
import { sendPage } from '../serve.ts'
import { refusePage, refuseWithoutSession } from './refuse-page.ts'

export interface SignInDeps {
  sessions: Sessions
  access: Access
  clock: Clock
  log: Logger
}

const LONGEST_NAME = 120

/** Mount it before whatever refuses POST. */
export function signInRouter(deps: SignInDeps): Router {
  const router = Router()
  const form = [
    sameOriginOnly(refusePage, deps.clock, deps.log),
    express.urlencoded({ extended: false, limit: '4kb' }),
  ]
  const mine = signedIn(request => sessionOf(deps.sessions, request), {
    noSession: refuseWithoutSession,
    refuse: refusePage,
  })
  router.post('/sign-in', ...form, (request, response, next) => signIn(deps, request, response, next))
  router.post('/sign-out', ...form, mine, (request, response) => {
    for (const name of SESSION_COOKIES) {
      deps.sessions.end(cookie(request, name))
      response.clearCookie(name, { path: located(response, '/'), secure: name.startsWith('__') })
    }
    response.redirect(303, located(response, nextOf(field(request, 'next'))))
  })
  return router
}

async function signIn(deps: SignInDeps, request: Request, response: Response, next: NextFunction) {
  try {
    const name = field(request, 'name').trim()
    const whereTo = field(request, 'next')
    const holder = await holderOf(deps.access, name, request)
    if ('status' in holder) {
      if (holder.status === 429) response.set('Retry-After', '60')
      response.set('Referrer-Policy', 'same-origin')
      sendPage(
        response,
        holder.status,
        signInPage({ secret: deps.access.secret, next: whereTo, name, complaint: holder.line }),
      )
      return
    }
    const { who, role } = holder
    const secure = request.secure || (request.headers.origin ?? '').startsWith('https:')
    const path = located(response, '/')
    response.cookie(sessionCookie(secure, path), deps.sessions.begin(who, role), {
      httpOnly: true,
      sameSite: 'strict',
      secure,
      path,
      maxAge: LONGEST,
    })
    deps.log.info('signed in', { who, role })
    response.redirect(303, located(response, nextOf(whereTo)))
  } catch (error) {
    next(error)
  }
}

/** Who it is that signs in; or why they cannot. */
async function holderOf(
  access: Access,
  name: string,
  request: Request,
): Promise<{ who: string; role: Role } | { status: number; line: string }> {
  if (name === '' || name.length > LONGEST_NAME || /\p{Cc}/u.test(name)) {
    return { status: 422, line: `Say who you are, in at most ${LONGEST_NAME} characters.` }
  }
  const found = await access.signIn(name, field(request, access.secret), addressOf(request))
  if ('status' in found) return found
  if (mayDo(found, 'act')) return { who: found.name ?? name, role: found.role }
  return {
    status: 403,
    line: `${found.name ?? name} may only ${found.role}. Roles are given by access in the configuration.`,
  }
}

/** An address of ours to go back to; anything else leads to the first page. */
export function nextOf(given: string): string {
  return /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(given) ? given : '/'
}

export interface SignInPage {
  secret: Access['secret']
  next: string
  name: string
  /** What was wrong with the attempt before; null at first. */
  complaint: string | null
}

export function signInPage({ secret, next, name, complaint }: SignInPage): string {
  return layout({
    title: 'Sign in to act',
    section: null,
    body: html`<h1>Sign in to act</h1>
${complaint !== null && html`<p class="alarm" role="alert">${complaint}</p>`}
<p class="lead">Reading needs no session. To acknowledge, snooze, silence or accept, say who you are: what you do is attributed to that name.</p>
<section class="panel narrow"><form method="post" action="/sign-in">
<input type="hidden" name="next" value="${nextOf(next)}">
<p><label for="name">Your name</label><input type="text" id="name" name="name" value="${name}" maxlength="${LONGEST_NAME}" autocomplete="username" required></p>
<p><label for="secret">${secret === 'token' ? 'Token' : 'Password'}</label><input type="password" id="secret" name="${secret}" maxlength="300" autocomplete="current-password" required></p>
<p><button type="submit" class="main">Sign in</button></p>
</form></section>
<p class="soft small">${
      secret === 'token'
        ? html`The token is in the file <code>control-token</code> of the data folder, which only the user of the service can read.`
        : 'The names and passwords are those of the web configuration file.'
    } A session ends after half an hour without use, and after twelve hours at the latest.</p>`,
  })
}
