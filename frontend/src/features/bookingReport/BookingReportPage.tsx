import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session';
import type { BookingReport } from '../../api/types';
import { firstDay, today } from '../../ui/days';
import { useFormat } from '../../ui/format';
import { Empty, LoadingNote, Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { useTable } from '../../ui/useTable';
import { bookingReportQuery, type Period, periods } from './api';
import classes from './BookingReport.module.css';
import { Lines } from './Lines';

// The drawing library is larger than the rest of the panel together.
const DaysChart = lazy(() => import('./DaysChart'));

/** What became of the appointments of the last days. */
export function BookingReportPage() {
  const { t } = useTranslation('bookingReport');
  const { shop } = useSession();
  const [period, setPeriod] = useState<Period>(30);
  const from = firstDay(today(shop.timezone), period);
  const report = useQuery(bookingReportQuery(from));
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
      {report.isPending && (
        <>
          <LoadingNote />
          <Skeleton height={360} />
          <Skeleton height={200} />
        </>
      )}
      {report.data && (
        <div className={report.isPlaceholderData ? classes.stale : classes.report}>
          <Summary report={report.data} onTable={() => table.mutate({ path: `/api/admin/booking-report/table.csv?from=${from}`, name: `bookings-${from}.csv` })} />
          <Lines of="staff" lines={report.data.staff ?? []} currency={report.data.currency} />
          <Lines of="services" lines={report.data.services ?? []} currency={report.data.currency} />
        </div>
      )}
    </Page>
  );
}

function Summary({ report, onTable }: { report: BookingReport; onTable: () => void }) {
  const { t } = useTranslation('bookingReport');
  const f = useFormat();
  const { all } = report;
  const share = (part: number, whole: number) => (whole > 0 ? f.percent(part / whole) : '–');
  const figures = [
    ['booked', f.number(all.booked), t('summary.booked', { completed: f.number(all.completed) })],
    ['used', share(all.minutes, all.openMinutes), t('summary.used')],
    ['noShows', share(all.noShows, all.completed + all.noShows), t('summary.noShows', { count: all.noShows, value: f.number(all.noShows) })],
    ['revenue', f.money({ minor: all.revenueMinor, currency: report.currency }), t('summary.revenue')],
  ] as const;
  return (
    <Section
      title={t('summary.title')}
      intro={t('summary.intro', { from: f.day(report.from), to: f.day(report.to) })}
      actions={
        <Button variant="default" aria-label={t('table')} onClick={onTable}>
          CSV
        </Button>
      }
    >
      <dl className={classes.figures}>
        {figures.map(([id, value, text]) => (
          <div key={id}>
            <dt>{t(id)}</dt>
            <dd className={`${classes.value} num`}>{value}</dd>
            <dd className={classes.text}>{text}</dd>
          </div>
        ))}
      </dl>
      {all.booked === 0 ? (
        <Empty title={t('summary.empty')} />
      ) : (
        <div className={classes.chart} aria-hidden>
          <Suspense fallback={<Skeleton height="100%" />}>
            <DaysChart days={report.days ?? []} />
          </Suspense>
        </div>
      )}
    </Section>
  );
}
