import { Button, Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cohort } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Empty, Section } from '../../ui/Page';
import table from '../../ui/Table.module.css';
import classes from './Analytics.module.css';

const CohortChart = lazy(() => import('./CohortChart'));

/** Months that are drawn; the table and the file hold all of them. */
const drawn = 24;

/** What became of the points of each month. */
export function Cohorts({ cohorts, onTable }: { cohorts: Cohort[]; onTable: () => void }) {
  const { t } = useTranslation('analytics');
  const f = useFormat();
  const share = (part: number, whole: number) => (whole > 0 ? f.percent(part / whole) : '–');
  return (
    <Section
      title={t('cohorts.title')}
      intro={t('cohorts.intro')}
      actions={
        cohorts.length > 0 && (
          <Button variant="default" aria-label={t('table')} onClick={onTable}>
            CSV
          </Button>
        )
      }
    >
      {cohorts.length === 0 ? (
        <Empty title={t('cohorts.empty')} />
      ) : (
        <>
          <div className={classes.chart} aria-hidden>
            <Suspense fallback={<Skeleton height="100%" />}>
              <CohortChart cohorts={cohorts.slice(-drawn)} />
            </Suspense>
          </div>
          <div className={table.scroll} role="group" aria-label={t('cohorts.title')} tabIndex={0}>
            <table className={`${table.table} ${classes.days}`}>
              <thead>
                <tr>
                  <th scope="col">{t('cohorts.month')}</th>
                  <th scope="col">{t('cohorts.issued')}</th>
                  <th scope="col">{t('cohorts.redeemed')}</th>
                  <th scope="col">{t('cohorts.expired')}</th>
                  <th scope="col">{t('cohorts.gone')}</th>
                  <th scope="col">{t('cohorts.open')}</th>
                  <th scope="col">{t('cohorts.breakage')}</th>
                </tr>
              </thead>
              <tbody>
                {cohorts.toReversed().map((c) => (
                  <tr key={c.month}>
                    <th scope="row">{f.month(c.month)}</th>
                    <td className="num">{f.number(c.issued)}</td>
                    <td className="num">{f.number(c.redeemed)}</td>
                    <td className="num">{f.number(c.expired)}</td>
                    <td className="num">{f.number(c.clawedBack + c.repaid + c.erased)}</td>
                    <td className="num">{f.number(c.open)}</td>
                    <td className="num">{share(c.expired, c.issued - c.clawedBack)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Section>
  );
}
