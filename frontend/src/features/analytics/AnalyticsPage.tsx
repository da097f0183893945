import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session';
import type { Analytics } from '../../api/types';
import { firstDay, today } from '../../ui/days';
import { useFormat } from '../../ui/format';
import { Empty, LoadingNote, Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { useTable } from '../../ui/useTable';
import classes from './Analytics.module.css';
import { analyticsQuery, type Period, periods } from './api';
import { Cohorts } from './Cohorts';
import { Movements } from './Movements';

// The drawing library is larger than the rest of the panel together.
const LiabilityChart = lazy(() => import('./LiabilityChart'));

export function AnalyticsPage() {
  const { t } = useTranslation('analytics');
  const { shop } = useSession();
  const [period, setPeriod] = useState<Period>(30);
  const from = firstDay(today(shop.timezone), period);
  const report = useQuery(analyticsQuery(from));
  const table = useTable();
  return (
    <Page
      title={t('title')}
      intro={t('intro')}
      actions={
        <SegmentedControl
          aria-label={t('period.label')}
          data={periods.map((p) => ({ value: String(p), label: t(`period.${p}`) }))}
          value={String(period)}
          onChange={(p) => setPeriod(Number(p) as Period)}
        />
      }
    >
      {table.isError && <Problem inline error={table.error} />}
      {report.isError && !report.data && (
        <Section>
          <Problem error={report.error} onRetry={() => void report.refetch()} />
        </Section>
      )}
      {report.isPending && <AnalyticsSkeleton />}
      {report.data && (
        <div className={report.isPlaceholderData ? classes.stale : classes.report}>
          <Liability
            report={report.data}
            onTable={() =>
              table.mutate({ path: `/api/admin/analytics/liability.csv?from=${from}`, name: `points-liability-${from}.csv` })
            }
          />
          <Movements report={report.data} />
          <Rates report={report.data} />
          <Cohorts
            cohorts={report.data.cohorts ?? []}
            onTable={() => table.mutate({ path: '/api/admin/analytics/cohorts.csv', name: 'points-by-month.csv' })}
          />
        </div>
      )}
    </Page>
  );
}

function Liability({ report, onTable }: { report: Analytics; onTable: () => void }) {
  const { t } = useTranslation('analytics');
  const f = useFormat();
  const days = report.days ?? [];
  const { opening, closing } = report.period;
  const still = days.every((d) => d.closing === 0 && d.opening === 0);
  return (
    <Section
      title={t('liability.title')}
      intro={t('liability.intro')}
      actions={
        <Button variant="default" aria-label={t('table')} onClick={onTable}>
          CSV
        </Button>
      }
    >
      <dl className={classes.figures}>
        {(
          [
            ['closing', f.number(closing)],
            ['change', f.signed(closing - opening)],
            ['debt', f.number(report.lasting.debt)],
          ] as const
        ).map(([id, value]) => (
          <div key={id}>
            <dt>{t(`liability.${id}.name`)}</dt>
            <dd className={`${classes.value} num`}>{value}</dd>
            <dd className={classes.text}>{t(`liability.${id}.text`)}</dd>
          </div>
        ))}
      </dl>
      {still ? (
        <Empty title={t('liability.empty')} />
      ) : (
        <>
          <p className="visually-hidden">{t('liability.summary', { from: f.number(opening), to: f.number(closing) })}</p>
          <div className={classes.chart} aria-hidden>
            <Suspense fallback={<Skeleton height="100%" />}>
              <LiabilityChart days={days} />
            </Suspense>
          </div>
        </>
      )}
    </Section>
  );
}

function Rates({ report }: { report: Analytics }) {
  const { t } = useTranslation('analytics');
  const f = useFormat();
  const { lasting, repeat } = report;
  const rates = [
    { id: 'redemption', part: lasting.redeemed, whole: lasting.issued },
    { id: 'breakage', part: lasting.expired, whole: lasting.issued },
    { id: 'repeat', part: repeat.repeaters, whole: repeat.buyers },
  ] as const;
  return (
    <Section title={t('rates.title')} intro={t('rates.intro')} flush>
      <dl className={classes.rates}>
        {rates.map(({ id, part, whole }) => (
          <div key={id}>
            <dt>{t(`rates.${id}.name`)}</dt>
            <dd className={`${classes.value} num`}>{whole > 0 ? f.percent(part / whole) : '–'}</dd>
            <dd className={classes.text}>{t(`rates.${id}.text`, { part: f.number(part), whole: f.number(whole) })}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function AnalyticsSkeleton() {
  return (
    <>
      <LoadingNote />
      <Skeleton height={360} />
      <Skeleton height={260} />
      <Skeleton height={140} />
    </>
  );
}
