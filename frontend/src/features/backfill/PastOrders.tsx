import { Button, Modal, Progress, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Backfill, Home } from '../../api/types';
import { useFormat } from '../../ui/format';
import { LoadingNote, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { backfillQuery, useStart, useStop } from './api';
import classes from './Backfill.module.css';

/** What the regular look at orders found, and the reading of past orders. */
export function PastOrders({ mended }: { mended: Home['mended'] }) {
  const { t } = useTranslation('backfill');
  const backfill = useQuery(backfillQuery);
  return (
    <Section title={t('title')}>
      <Look mended={mended} />
      <div className={classes.reading}>
        {backfill.isPending && (
          <>
            <LoadingNote />
            <Skeleton height={40} />
          </>
        )}
        {backfill.isError && !backfill.data && <Problem inline error={backfill.error} onRetry={() => void backfill.refetch()} />}
        {backfill.data && <Reading backfill={backfill.data} />}
      </div>
    </Section>
  );
}

function Look({ mended }: { mended: Home['mended'] }) {
  const { t } = useTranslation('backfill');
  const f = useFormat();
  const numbers = { orders: f.number(mended.orders), looked: f.number(mended.looked) };
  const clean = t(mended.looked === 0 ? 'look.idle' : 'look.none', numbers);
  const found = mended.orders === 0 ? clean : t('look.some', { count: mended.orders, ...numbers });
  return (
    <div>
      <p>
        {found} <span className="muted">{mended.lookedAt ? t('look.at', { time: f.dateTime(mended.lookedAt) }) : t('look.never')}</span>
      </p>
      {mended.unreadable > 0 && <p>{t('look.unreadable', { count: mended.unreadable, orders: f.number(mended.unreadable) })}</p>}
      {mended.problem && <Trouble intro={t('look.problem')} text={mended.problem} />}
    </div>
  );
}

/** A reason as the program words it, which is in English. */
function Trouble({ intro, text }: { intro: string; text: string }) {
  return (
    <p>
      {intro} <span lang="en">{text}</span>
    </p>
  );
}

function Reading({ backfill: b }: { backfill: Backfill }) {
  const { t } = useTranslation('backfill');
  const [asking, setAsking] = useState(false);
  const stop = useStop();
  return (
    <>
      <div className={classes.row}>
        <div className={classes.words}>
          <h3 className={classes.name}>{t('read.title')}</h3>
          <p className="muted">{t(b.all ? 'read.introAll' : 'read.intro')}</p>
        </div>
        {b.running ? (
          <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate()}>
            {t('read.stop')}
          </Button>
        ) : (
          <Button variant="default" onClick={() => setAsking(true)}>
            {t(b.state === 'none' ? 'read.start' : 'read.again')}
          </Button>
        )}
      </div>
      <Standing backfill={b} />
      {stop.isError && <Problem inline error={stop.error} />}
      <Ask opened={asking} all={b.all} onClose={() => setAsking(false)} />
    </>
  );
}

function Standing({ backfill: b }: { backfill: Backfill }) {
  const { t } = useTranslation('backfill');
  const f = useFormat();
  if (b.state === 'none') return null;
  const numbers = { orders: f.number(b.orders), changed: f.number(b.changed), objects: f.number(b.objects), time: b.finishedAt ? f.dateTime(b.finishedAt) : '' };
  return (
    <div className={classes.standing}>
      {b.running && <Progress value={b.percent} aria-label={t('read.progress')} striped={b.state !== 'reading'} animated={b.state !== 'reading'} size="md" />}
      <p role="status">{t(`read.state.${b.state}`, numbers)}</p>
      {b.unreadable > 0 && <p>{t('look.unreadable', { count: b.unreadable, orders: f.number(b.unreadable) })}</p>}
      {b.problem && <Trouble intro={t(b.running ? 'read.waits' : 'read.reason')} text={b.problem} />}
    </div>
  );
}

function Ask({ opened, all, onClose }: { opened: boolean; all: boolean; onClose: () => void }) {
  const { t } = useTranslation(['backfill', 'common']);
  const start = useStart();
  return (
    <Modal opened={opened} onClose={onClose} title={t('ask.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <p>{t(all ? 'ask.textAll' : 'ask.text')}</p>
      {start.isError && <Problem inline error={start.error} />}
      <div className={classes.foot}>
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('common:cancel')}
        </Button>
        <Button loading={start.isPending} onClick={() => start.mutate(undefined, { onSuccess: onClose })}>
          {t('ask.confirm')}
        </Button>
      </div>
    </Modal>
  );
}
