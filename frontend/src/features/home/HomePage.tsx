import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session';
import type { Home } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Empty, LoadingNote, Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { homeQuery, useDismissSetup } from './api';
import { Figures } from './Figures';
import { gravest, Health, ProblemNote } from './Health';
import { SetupGuide } from './SetupGuide';
import classes from './Home.module.css';

// The drawing library is larger than the rest of the panel together.
const DaysChart = lazy(() => import('./DaysChart'));

interface Additions {
  /** What stands below how things are. */
  more?: (home: Home) => ReactNode;
}

export function HomePage({ more }: Additions) {
  const { t } = useTranslation('home');
  const { shop } = useSession();
  const home = useQuery(homeQuery);
  return (
    <Page title={t('title')} intro={t('intro', { shop: shop.name })}>
      {home.isError && !home.data && (
        <Section>
          <Problem error={home.error} onRetry={() => void home.refetch()} />
        </Section>
      )}
      {home.isPending && <HomeSkeleton />}
      {home.data && <HomeContent home={home.data} more={more} />}
    </Page>
  );
}

function HomeContent({ home, more }: Additions & { home: Home }) {
  const { t } = useTranslation('home');
  const dismiss = useDismissSetup();
  const { dismissed, steps } = home.setup;
  const complete = steps.every((s) => s.done);
  return (
    <>
      {!dismissed && <SetupGuide steps={steps} onDismiss={() => dismiss.mutate(true)} />}
      {gravest(home.problems).map((p) => (
        <ProblemNote key={p.id} problem={p} />
      ))}
      <Figures figures={home.figures} />
      <Days days={home.days} />
      <Health health={home.health} audit={home.audit} allGood={home.problems.length === 0} />
      {more?.(home)}
      {dismissed && !complete && (
        <Button variant="subtle" className={classes.showGuide} onClick={() => dismiss.mutate(false)}>
          {t('setup.show')}
        </Button>
      )}
    </>
  );
}

function Days({ days }: { days: Home['days'] }) {
  const { t } = useTranslation('home');
  const f = useFormat();
  const sum = (of: 'earned' | 'removed') => days.reduce((total, d) => total + d[of], 0);
  const earned = sum('earned');
  const removed = sum('removed');
  if (earned === 0 && removed === 0) {
    return (
      <Section title={t('chart.title')}>
        <Empty title={t('chart.empty')} />
      </Section>
    );
  }
  return (
    <Section title={t('chart.title')}>
      <p className="visually-hidden">{t('chart.summary', { earned: f.number(earned), removed: f.number(removed) })}</p>
      <div className={classes.chart} aria-hidden>
        <Suspense fallback={<Skeleton height="100%" />}>
          <DaysChart days={days} />
        </Suspense>
      </div>
      <details className={classes.details}>
        <summary>{t('chart.table')}</summary>
        <table className={classes.daysTable}>
          <thead>
            <tr>
              <th scope="col">{t('chart.day')}</th>
              <th scope="col">{t('chart.earned')}</th>
              <th scope="col">{t('chart.removed')}</th>
            </tr>
          </thead>
          <tbody>
            {days.map((d) => (
              <tr key={d.day}>
                <th scope="row">{f.day(d.day)}</th>
                <td className="num">{f.number(d.earned)}</td>
                <td className="num">{f.number(d.removed)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </Section>
  );
}

function HomeSkeleton() {
  return (
    <>
      <LoadingNote />
      <Skeleton height={164} />
      <Skeleton height={290} />
      <Skeleton height={340} />
    </>
  );
}
