import { Button, CopyButton, Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { DeliveryDetail } from '../../api/types';
import { Facts } from '../../ui/Facts';
import { useFormat } from '../../ui/format';
import { Note } from '../../ui/Note';
import { LoadingNote, Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { Tag } from '../../ui/Tag';
import { deliveryQuery, useReplay } from './api';
import { stateTones } from './state';
import { useDeliveryWords } from './words';
import classes from './Deliveries.module.css';

export function DeliveryPage() {
  const { t } = useTranslation('deliveries');
  const { id = '' } = useParams();
  const delivery = useQuery(deliveryQuery(id));
  const back = { to: '/deliveries', label: t('detail.back') };
  if (delivery.data) return <Detail id={id} delivery={delivery.data} back={back} />;
  return (
    <Page title={t('detail.title')} back={back}>
      {delivery.isError ? (
        <Section>
          <Problem error={delivery.error} onRetry={() => void delivery.refetch()} />
        </Section>
      ) : (
        <>
          <LoadingNote />
          <Skeleton height={300} />
          <Skeleton height={300} />
        </>
      )}
    </Page>
  );
}

interface DetailProps {
  id: string;
  delivery: DeliveryDetail;
  back: { to: string; label: string };
}

function Detail({ id, delivery, back }: DetailProps) {
  const { t } = useTranslation('deliveries');
  const replay = useReplay(id);
  const run = () =>
    replay.mutate(undefined, { onSuccess: () => notifications.show({ message: t('detail.replayed') }) });
  return (
    <Page
      title={delivery.topic}
      mark={<Tag tone={stateTones[delivery.state]}>{t(`state.${delivery.state}`)}</Tag>}
      back={back}
      actions={
        <Button variant="default" disabled={!delivery.payload || delivery.state === 'waiting'} loading={replay.isPending} onClick={run}>
          {t('detail.replay')}
        </Button>
      }
    >
      {replay.isError && <Problem inline error={replay.error} />}
      {delivery.problem && (
        <Note tone={delivery.state === 'retrying' ? 'warn' : 'bad'} title={t('detail.problem')}>
          {delivery.problem}
        </Note>
      )}
      <div className={classes.columns}>
        <DetailFacts delivery={delivery} />
        <Attempts history={delivery.history} />
      </div>
      <Body body={delivery.payload} />
    </Page>
  );
}

function DetailFacts({ delivery: d }: { delivery: DeliveryDetail }) {
  const { t } = useTranslation('deliveries');
  const f = useFormat();
  const words = useDeliveryWords();
  const code = (value: string) => <code className={classes.code}>{value}</code>;
  const rows: ([string, ReactNode] | undefined)[] = [
    [t('detail.received'), f.dateTime(d.receivedAt)],
    d.triggeredAt ? [t('detail.triggered'), f.dateTime(d.triggeredAt)] : undefined,
    d.doneAt ? [t('detail.done'), f.dateTime(d.doneAt)] : undefined,
    d.nextAttemptAt ? [t('detail.next'), f.dateTime(d.nextAttemptAt)] : undefined,
    d.subject ? [t('detail.subject'), words.subject(d.subject)] : undefined,
    d.outcome ? [t('detail.outcome'), words.outcome(d.outcome)] : undefined,
    [t('detail.webhookId'), code(d.id)],
    d.eventId ? [t('detail.eventId'), code(d.eventId)] : undefined,
    [t('detail.apiVersion'), d.apiVersion || '–'],
    [t('detail.size'), t('detail.bytes', { value: f.number(d.size) })],
    [t('detail.sha256'), code(d.sha256)],
  ];
  return (
    <Section title={t('detail.facts')}>
      <Facts rows={rows.filter((row) => row !== undefined)} />
    </Section>
  );
}

function Attempts({ history }: { history: DeliveryDetail['history'] }) {
  const { t } = useTranslation('deliveries');
  const f = useFormat();
  const words = useDeliveryWords();
  return (
    <Section title={t('detail.history')}>
      {history.length === 0 && <p className="muted">{t('detail.noHistory')}</p>}
      <ol className={classes.attempts}>
        {history.map((attempt, i) => (
          <li key={i}>
            <span className="muted num">{f.dateTime(attempt.at)}</span> {words.outcome(attempt.outcome)}
            {attempt.problem && <div className="muted small">{attempt.problem}</div>}
          </li>
        ))}
      </ol>
    </Section>
  );
}

// Drawing a body of a megabyte at once would freeze the page.
const bodyShownMax = 20_000;

function Body({ body }: { body: string | undefined }) {
  const { t } = useTranslation('deliveries');
  const f = useFormat();
  const [whole, setWhole] = useState(false);
  if (!body) {
    return (
      <Section title={t('detail.body')}>
        <p className="muted">{t('detail.removed')}</p>
      </Section>
    );
  }
  const cut = !whole && body.length > bodyShownMax;
  return (
    <Section
      title={t('detail.body')}
      flush
      actions={
        <CopyButton value={body}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {t(copied ? 'detail.copied' : 'detail.copy')}
            </Button>
          )}
        </CopyButton>
      }
    >
      <pre className={classes.body} tabIndex={0} aria-label={t('detail.body')}>
        {cut ? body.slice(0, bodyShownMax) : body}
      </pre>
      {cut && (
        <div className={classes.cut}>
          <span className="muted">{t('detail.tooLong', { value: f.number(bodyShownMax) })}</span>
          <Button variant="default" onClick={() => setWhole(true)}>
            {t('detail.showWhole')}
          </Button>
        </div>
      )}
    </Section>
  );
}
