import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { LoadingNote, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import stack from '../../ui/Stack.module.css';
import table from '../../ui/Table.module.css';
import classes from './Team.module.css';

interface PlaceListProps<P> {
  title: string;
  intro: string;
  empty: string;
  query: UseQueryResult<{ items: P[] }>;
  /** What is told of a place below its name. */
  about: (place: P) => string;
  onAdd: () => void;
  onEdit: (place: P) => void;
  onRemove: (id: string) => void;
  /** Why the last one could not be removed. */
  refusal: unknown;
}

/** Locations, or rooms and equipment: a list that is edited in a dialog. */
export function PlaceList<P extends { id: string; name: string }>({ title, intro, empty, query, about, onAdd, onEdit, onRemove, refusal }: PlaceListProps<P>) {
  const { t } = useTranslation('team');
  const items = query.data?.items ?? [];
  return (
    <Section
      title={title}
      intro={intro}
      actions={
        <Button variant="default" onClick={onAdd} disabled={!query.data}>
          {t('add')}
        </Button>
      }
    >
      {query.isPending && <LoadingNote />}
      {query.isError && !query.data && <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {refusal !== null && <Problem inline error={refusal} />}
      {query.data && items.length === 0 && <p className="muted">{empty}</p>}
      {items.length > 0 && (
        <table className={`${table.table} ${stack.stack}`} aria-label={title}>
          <thead>
            <tr>
              <th scope="col">{t('column.name')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('column.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((place) => (
              <tr key={place.id}>
                <td className={stack.wide}>
                  {place.name}
                  <div className="muted small">{about(place)}</div>
                </td>
                <td>
                  <span className={`${stack.buttons} ${classes.foot}`}>
                    <Button variant="default" aria-label={t('editOf', { name: place.name })} onClick={() => onEdit(place)}>
                      {t('edit')}
                    </Button>
                    <Button variant="default" aria-label={t('removeOf', { name: place.name })} onClick={() => onRemove(place.id)}>
                      {t('remove')}
                    </Button>
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}
