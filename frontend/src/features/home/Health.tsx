import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '../../api/session';
import type { Home, Item } from '../../api/types';
import { Facts } from '../../ui/Facts';
import { useFormat } from '../../ui/format';
import { Note } from '../../ui/Note';
import { Section } from '../../ui/Page';

type HealthProblem = Item<Home['problems']>;

const places = { needs_person: '/deliveries?state=needs_person', effects: '/redemptions?state=problem', questions: '/programme', halted: '/contacts', bookings: '/calendar', referrals: '/referrals?state=review' } as const;

/** How things stand, line by line. */
export function Health({ health, audit, allGood }: { health: Home['health']; audit: Home['audit']; allGood: boolean }) {
  const { t } = useTranslation('home');
  return (
    <Section title={t('health.title')} intro={allGood ? t('health.allGood') : undefined}>
      <Facts rows={useRows(health, audit)} />
    </Section>
  );
}

const grave = ['halted', 'books', 'token'];

/** What stands still comes before what only waits. */
export function gravest(problems: Home['problems']): Home['problems'] {
  return problems.toSorted((a, b) => Number(grave.includes(b.id)) - Number(grave.includes(a.id)));
}

/** What is wrong and what to do about it. */
export function ProblemNote({ problem }: { problem: HealthProblem }) {
  const { t } = useTranslation('home');
  const f = useFormat();
  const place = problem.id in places ? (problem.id as keyof typeof places) : undefined;
  return (
    <Note
      tone={grave.includes(problem.id) ? 'bad' : 'warn'}
      action={place && <Link to={problem.booking ? `/calendar?booking=${encodeURIComponent(problem.booking)}` : places[place]}>{t(`health.act.${place}`)}</Link>}
    >
      {t(`health.problems.${problem.id}`, { count: problem.count, value: f.number(problem.count) })}
    </Note>
  );
}

function useRows(health: Home['health'], audit: Home['audit']): [string, string][] {
  const { t } = useTranslation('home');
  const f = useFormat();
  const { engine } = useSession();
  const countOr = (n: number, none: string) => (n === 0 ? none : f.number(n));
  const when = (instant: string | undefined, never: string) => (instant ? f.dateTime(instant) : never);
  return [
    [
      t('health.inbox.name'),
      health.inboxWaiting === 0
        ? t('health.inbox.none')
        : t('health.inbox.some', { value: f.number(health.inboxWaiting), age: f.duration(health.oldestWaitingSeconds) }),
    ],
    [t('health.person.name'), countOr(health.inboxNeedsPerson, t('health.person.none'))],
    [t('health.lastDelivery.name'), when(health.lastDeliveryAt, t('health.lastDelivery.never'))],
    [t('health.lastPoints.name'), when(health.lastPointsAt, t('health.lastPoints.never'))],
    [t('health.halted.name'), countOr(health.haltedAccounts, t('health.halted.none'))],
    [t('health.books.name'), useBooks(audit)],
    [t('health.token.name'), t(`health.token.${health.token}`)],
    [t('health.privacy.name'), countOr(health.privacyOpen, t('health.privacy.none'))],
    [t('health.engine.name'), t(`health.engine.${engine.kind}`, { documents: f.number(engine.documents) })],
  ];
}

/** What the last check of the books found; one under way shows only until the first has ended. */
function useBooks(audit: Home['audit']): string {
  const { t } = useTranslation('home');
  const f = useFormat();
  if (!audit.finishedAt) {
    return t(audit.running ? 'health.books.running' : 'health.books.never');
  }
  return t(audit.violations === 0 ? 'health.books.good' : 'health.books.bad', {
    when: f.dateTime(audit.finishedAt), accounts: f.number(audit.accounts), violations: f.number(audit.violations),
  });
}
