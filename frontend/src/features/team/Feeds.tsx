import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asApiError, formErrors } from '../../api/errors';
import { useFormat } from '../../ui/format';
import { LoadingNote, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import stack from '../../ui/Stack.module.css';
import table from '../../ui/Table.module.css';
import { type Feed, feedsQuery, useAddFeed, useReadFeed, useRemoveFeed } from './feeds';
import classes from './Team.module.css';

interface FeedsProps {
  staff: string;
  name: string;
}

/** Other calendars of somebody who serves, whose times are not offered. */
export function Feeds({ staff, name }: FeedsProps) {
  const { t } = useTranslation('feeds');
  const feeds = useQuery(feedsQuery(staff));
  const items = feeds.data?.items ?? [];
  return (
    <Section title={t('in.title')} intro={t('in.intro')}>
      {feeds.isPending && <LoadingNote />}
      {feeds.isError && !feeds.data && <Problem error={feeds.error} onRetry={() => void feeds.refetch()} />}
      {feeds.data && items.length === 0 && <p className="muted">{t('in.none')}</p>}
      {items.length > 0 && <List staff={staff} name={name} items={items} />}
      {feeds.data && <AddFeed staff={staff} room={feeds.data.most - items.length} most={feeds.data.most} />}
    </Section>
  );
}

/** The address is a secret, so it leaves the field as soon as it is kept. */
function AddFeed({ staff, room, most }: { staff: string; room: number; most: number }) {
  const { t } = useTranslation('feeds');
  const [address, setAddress] = useState('');
  const add = useAddFeed(staff);
  const fault = add.error ? formErrors(asApiError(add.error))['address'] : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(address, { onSuccess: () => setAddress('') });
  };
  if (room <= 0) return <p className="muted">{t('in.full', { count: most })}</p>;
  return (
    <form className={classes.fields} noValidate onSubmit={submit}>
      <TextInput
        label={t('in.label')}
        description={t('in.help')}
        type="url"
        autoComplete="off"
        maxLength={2000}
        value={address}
        error={fault}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      {add.error && !fault && <Problem inline error={add.error} />}
      <div>
        <Button type="submit" variant="default" loading={add.isPending} disabled={address.trim() === ''}>
          {t('in.add')}
        </Button>
      </div>
    </form>
  );
}

function List({ staff, name, items }: { staff: string; name: string; items: Feed[] }) {
  const { t } = useTranslation('feeds');
  const read = useReadFeed(staff);
  const remove = useRemoveFeed(staff);
  const refusal = read.error ?? remove.error;
  return (
    <>
      {refusal && <Problem inline error={refusal} />}
      <table className={`${table.table} ${stack.stack}`} aria-label={t('in.list')}>
        <tbody>
          {items.map((feed) => (
            <tr key={feed.id}>
              <td className={stack.wide}>
                {feed.address}
                <State feed={feed} name={name} />
              </td>
              <td>
                <span className={stack.buttons}>
                  <Button
                    variant="default"
                    loading={read.isPending && read.variables === feed.id}
                    aria-label={t('in.readOf', { address: feed.address })}
                    onClick={() => read.mutate(feed.id)}
                  >
                    {t('in.read')}
                  </Button>
                  <Button variant="default" aria-label={t('in.removeOf', { address: feed.address })} onClick={() => remove.mutate(feed.id)}>
                    {t('in.remove')}
                  </Button>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** When it was last read, and what went wrong since. */
function State({ feed, name }: { feed: Feed; name: string }) {
  const { t } = useTranslation('feeds');
  const format = useFormat();
  const read = feed.readAt.startsWith('0001-') ? t('in.unread') : t('in.lastRead', { when: format.dateTime(feed.readAt), count: feed.events });
  return (
    <div className="muted small">
      <div>{read}</div>
      {feed.failure && (
        <div role="status">
          {t(`failure.${feed.failure}`)} {feed.detail && `(${feed.detail}) `}
          {t('failure.kept')}
        </div>
      )}
      {feed.unknownZones.length > 0 && <div>{t('in.zones', { name, zones: feed.unknownZones.join(', ') })}</div>}
    </div>
  );
}
