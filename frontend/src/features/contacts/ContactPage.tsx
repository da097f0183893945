import { Button, Skeleton, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import type { ContactCard } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Note } from '../../ui/Note';
import { LoadingNote, Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { Tag } from '../../ui/Tag';
import { AdjustDialog } from './AdjustDialog';
import { contactQuery } from './api';
import { Balance } from './Balance';
import { EntriesTab } from './EntriesTab';
import { EventsTab } from './EventsTab';
import { ExplainTab } from './ExplainTab';
import { ForgiveDialog } from './ForgiveDialog';
import { HaltedNote } from './HaltedNote';
import { Identity } from './Identity';
import { LevelTab } from './LevelTab';
import { OrderDrawer } from './OrderDrawer';
import { OrdersTab } from './OrdersTab';
import { RedemptionsTab } from './RedemptionsTab';
import { ReferralNote } from './ReferralNote';
import classes from './Contact.module.css';

export function ContactPage() {
  const { t } = useTranslation(['contacts', 'common']);
  const { id = '' } = useParams();
  const card = useQuery(contactQuery(id));
  const back = { to: '/contacts', label: t('card.back') };
  if (!card.data) {
    return (
      <Page title={t('card.identity')} back={back}>
        {card.isError ? (
          <Section>
            <Problem error={card.error} onRetry={() => void card.refetch()} />
          </Section>
        ) : (
          <CardSkeleton />
        )}
      </Page>
    );
  }
  return <Card id={id} card={card.data} />;
}

function Card({ id, card }: { id: string; card: ContactCard }) {
  const { t } = useTranslation(['contacts', 'common']);
  const f = useFormat();
  const [dialog, setDialog] = useState<'adjust' | 'forgive'>();
  const { contact, account } = card;
  return (
    <Page
      title={contact.name || contact.email || t('noName')}
      mark={<Tag tone={contact.kind === 'guest' ? 'quiet' : 'plain'}>{t(`common:${contact.kind}`)}</Tag>}
      back={{ to: '/contacts', label: t('card.back') }}
      actions={
        <>
          {account.debt > 0 && (
            <Button variant="default" disabled={Boolean(account.halted)} onClick={() => setDialog('forgive')}>
              {t('card.forgive')}
            </Button>
          )}
          {!contact.redactedAt && (
            <Button variant="default" component={Link} to={`/contacts/${encodeURIComponent(contact.id)}/merge`}>
              {t('merge.start')}
            </Button>
          )}
          <Button disabled={Boolean(account.halted)} onClick={() => setDialog('adjust')}>
            {t('card.adjust')}
          </Button>
        </>
      }
    >
      {account.halted && <HaltedNote id={id} reason={account.halted} />}
      {contact.redactedAt ? (
        <Note tone="info">{t('card.redacted', { date: f.date(contact.redactedAt) })}</Note>
      ) : (
        contact.deletedAt && <Note tone="info">{t('card.deleted', { date: f.date(contact.deletedAt) })}</Note>
      )}
      <ReferralNote card={card} />
      <Balance account={account} />
      <div className={classes.columns}>
        <CardTabs id={id} card={card} />
        <Identity card={card} />
      </div>
      <OrderDrawer contactId={id} />
      <AdjustDialog opened={dialog === 'adjust'} id={id} account={account} onClose={() => setDialog(undefined)} />
      <ForgiveDialog opened={dialog === 'forgive'} id={id} account={account} onClose={() => setDialog(undefined)} />
    </Page>
  );
}

const tabs = ['why', 'entries', 'orders', 'redemptions', 'events', 'level'] as const;

function CardTabs({ id, card }: { id: string; card: ContactCard }) {
  const { t } = useTranslation('contacts');
  const [params, setParams] = useSearchParams();
  const tab = tabs.find((name) => name === params.get('tab')) ?? 'why';
  const { version } = card.account;
  const show = (name: string | null) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        next.delete('cursor');
        if (name) next.set('tab', name);
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
  const list = useRef<HTMLDivElement>(null);
  // On a phone the row of tabs scrolls; the one that is open comes into sight.
  useEffect(() => {
    const open = list.current?.querySelector<HTMLElement>('[aria-selected=true]');
    if (list.current && open) list.current.scrollLeft = open.offsetLeft - (list.current.clientWidth - open.offsetWidth) / 2;
  }, [tab]);
  return (
    <Tabs value={tab} onChange={show} keepMounted={false} className={classes.tabs}>
      <Tabs.List ref={list} aria-label={t('card.tabs.label')}>
        {tabs.map((name) => (
          <Tabs.Tab key={name} value={name}>
            {t(`card.tabs.${name}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="why">
        <ExplainTab id={id} version={version} />
      </Tabs.Panel>
      <Tabs.Panel value="entries">
        <EntriesTab id={id} version={version} />
      </Tabs.Panel>
      <Tabs.Panel value="redemptions">
        <RedemptionsTab key={id} id={id} />
      </Tabs.Panel>
      <Tabs.Panel value="events">
        <EventsTab
          id={id}
          guest={card.contact.kind === 'guest'}
          erased={Boolean(card.contact.redactedAt)}
          halted={Boolean(card.account.halted)}
        />
      </Tabs.Panel>
      <Tabs.Panel value="level">
        <LevelTab id={id} guest={card.contact.kind === 'guest'} />
      </Tabs.Panel>
      <Tabs.Panel value="orders">
        <OrdersTab orders={card.orders} total={card.contact.orders} />
      </Tabs.Panel>
    </Tabs>
  );
}

function CardSkeleton() {
  return (
    <>
      <LoadingNote />
      <Skeleton height={128} />
      <div className={classes.columns}>
        <Skeleton height={420} />
        <Skeleton height={260} />
      </div>
    </>
  );
}
