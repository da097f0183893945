import { Progress, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ContactLevel, LevelProgress } from '../../api/types';
import { type Format, useFormat } from '../../ui/format';
import { Empty, Section } from '../../ui/Page';
import { Pager, usePager } from '../../ui/Pager';
import { Problem } from '../../ui/Problem';
import { anyText } from '../../ui/words';
import { levelQuery } from './api';
import { LevelTag } from './LevelTag';
import classes from './Contact.module.css';

/** Where a contact stands, what is missing for the next level, and every change
 * with its reason. */
export function LevelTab({ id, guest }: { id: string; guest: boolean }) {
  const { t } = useTranslation('contacts');
  const pager = usePager();
  const level = useQuery(levelQuery(id, pager.cursor));
  if (level.isError && !level.data) return <Problem error={level.error} onRetry={() => void level.refetch()} />;
  if (!level.data) return <Skeleton height={220} />;
  const { data } = level;
  if (data.ladder === 0) {
    return <Empty title={t('level.off')} action={<Link to="/levels">{t('level.make')}</Link>} />;
  }
  if (guest) return <Empty title={t('level.none')}>{t('level.guest')}</Empty>;
  return (
    <div className={classes.blocks}>
      <Section>
        <Standing data={data} />
      </Section>
      <Section title={t('level.history')}>
        {data.history.length === 0 && <p className="muted">{t('level.noHistory')}</p>}
        <ul className={classes.levelHistory} aria-label={t('level.history')}>
          {data.history.map((c) => (
            <Change key={c.seq} change={c} data={data} />
          ))}
        </ul>
        <Pager pager={pager} count={data.history.length} next={data.nextCursor} />
      </Section>
    </div>
  );
}

function Standing({ data }: { data: ContactLevel }) {
  const { t, i18n } = useTranslation('contacts');
  const f = useFormat();
  const missing = (p: LevelProgress) => amount(p, p.missing, data, f, t);
  const name = data.level ? anyText(data.level.name, i18n.language) : '';
  return (
    <div className={classes.standing}>
      {data.level ? (
        <>
          <p>
            <LevelTag colour={data.level.colour}>{name}</LevelTag>{' '}
            {data.since && <span className="muted small">{t('level.since', { date: f.date(data.since) })}</span>}
          </p>
          <p>
            {data.until && t('level.until', { date: f.date(data.until) })} {data.keep && t('level.keep', { missing: missing(data.keep) })}
          </p>
        </>
      ) : (
        <p>{t('level.none')}</p>
      )}
      {data.next && data.nextLevel ? (
        <>
          <p>{t('level.next', { missing: missing(data.next), level: anyText(data.nextLevel.name, i18n.language) })}</p>
          <Progress.Root size="lg">
            <Progress.Section
              value={data.next.percent}
              color={data.nextLevel.colour}
              aria-label={t('level.progress', { has: amount(data.next, data.next.has, data, f, t), needs: amount(data.next, data.next.needs, data, f, t) })}
            />
          </Progress.Root>
          <p className="muted small">
            {t('level.progress', { has: amount(data.next, data.next.has, data, f, t), needs: amount(data.next, data.next.needs, data, f, t) })}
          </p>
        </>
      ) : (
        data.level && <p className="muted">{t('level.top')}</p>
      )}
    </div>
  );
}

type Say = ReturnType<typeof useTranslation<'contacts'>>['t'];

function amount(p: LevelProgress, n: number, data: ContactLevel, f: Format, t: Say): string {
  if (p.unit === 'money') return f.money({ minor: n, currency: data.currency ?? '' });
  return t(`level.${p.unit}`, { count: n, value: f.number(n) });
}

/** What counted when the level changed; orders and visits only where there were any. */
function figuresOf(change: ContactLevel['history'][number], language: string, f: Format, t: Say): string {
  const of = (unit: 'points' | 'orders' | 'visits') => t(`level.${unit}`, { count: change[unit], value: f.number(change[unit]) });
  const some = (['orders', 'visits'] as const).filter((unit) => change[unit] > 0);
  return new Intl.ListFormat(language).format([t('level.spent', { value: f.money(change.spent) }), of('points'), ...some.map(of)]);
}

function Change({ change, data }: { change: ContactLevel['history'][number]; data: ContactLevel }) {
  const { t, i18n } = useTranslation('contacts');
  const f = useFormat();
  const name = (id: string) => {
    const known = data.levels.find((l) => l.id === id);
    return known ? anyText(known.name, i18n.language) : id || t('level.noLevel');
  };
  return (
    <li>
      <strong>{t('level.change', { from: name(change.from), to: name(change.to) })}</strong>
      {' · '}
      {t(`level.because.${change.cause.kind}`, { order: change.cause.orderName ?? '' })}
      <div className="muted small">
        {f.dateTime(change.effective)} · {t('level.counted', { figures: figuresOf(change, i18n.language, f, t) })}
      </div>
    </li>
  );
}
