import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { locationsQuery, type Staff, staffQuery } from '../../api/catalogue';
import { Empty, LoadingNote, Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import stack from '../../ui/Stack.module.css';
import table from '../../ui/Table.module.css';
import { Tag } from '../../ui/Tag';
import { useRemoveMember } from './api';
import { CalendarLink } from './CalendarLink';
import { ClosedDays } from './ClosedDays';
import { everybody } from './feeds';
import { weekInShort } from './hours';
import { Locations } from './Locations';
import { Pools } from './Pools';
import classes from './Team.module.css';

/** Who serves, where, in which rooms, and when the shop is closed. */
export function TeamPage() {
  const { t } = useTranslation('team');
  const staff = useQuery(staffQuery);
  const items = staff.data?.items ?? [];
  const add = (
    <Button component={Link} to="/team/new">
      {t('member.add')}
    </Button>
  );
  return (
    <Page title={t('title')} intro={t('intro')}>
      <Section flush>
        {staff.isError && !staff.data && <Problem error={staff.error} onRetry={() => void staff.refetch()} />}
        {staff.isPending && (
          <div className={classes.skeleton}>
            <LoadingNote />
            <Skeleton height={40} />
            <Skeleton height={40} />
          </div>
        )}
        {staff.data && items.length === 0 && (
          <Empty title={t('empty.title')} action={add}>
            {t('empty.text')}
          </Empty>
        )}
        {items.length > 0 && (
          <>
            <div className={classes.toolbar}>{add}</div>
            <List items={items} />
          </>
        )}
      </Section>
      <Locations />
      <Pools />
      <ClosedDays />
      <CalendarLink staff={everybody} />
    </Page>
  );
}

function List({ items }: { items: Staff[] }) {
  const { t, i18n } = useTranslation('team');
  const locations = useQuery(locationsQuery).data?.items ?? [];
  const remove = useRemoveMember();
  return (
    <>
      {remove.isError && <Problem inline error={remove.error} />}
      <table className={`${table.table} ${stack.stack}`}>
        <thead>
          <tr>
            <th scope="col">{t('column.name')}</th>
            <th scope="col">{t('column.hours')}</th>
            <th scope="col">{t('column.state')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((m) => (
            <tr key={m.id}>
              <td className={stack.wide}>
                <div className={classes.person}>
                  <span className={classes.dot} style={{ background: m.colour }} aria-hidden />
                  <div>
                    {m.name}
                    {m.location && <div className="muted small">{locations.find((l) => l.id === m.location)?.name}</div>}
                  </div>
                </div>
              </td>
              <td className={stack.wide}>{weekInShort(m.weekly, i18n.language) || t('hours.none')}</td>
              <td>
                <Tag tone={m.enabled ? 'good' : 'quiet'}>{t(m.enabled ? 'on' : 'off')}</Tag>
              </td>
              <td>
                <span className={`${stack.buttons} ${classes.rowActions}`}>
                  <Button variant="default" component={Link} to={`/team/${m.id}`} aria-label={t('editOf', { name: m.name })}>
                    {t('edit')}
                  </Button>
                  <Button variant="default" aria-label={t('removeOf', { name: m.name })} onClick={() => remove.mutate(m.id)}>
                    {t('remove')}
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
