import { useTranslation } from 'react-i18next';
import type { UndoPreview } from '../../api/types';
import { Address } from '../../ui/Address';
import { useFormat } from '../../ui/format';
import table from '../../ui/Table.module.css';
import classes from './Contact.module.css';
import { mergeFigures } from './MergeTable';

/** What one contact has, and what each of the two has once a merge is undone. */
export function UndoTable({ preview }: { preview: UndoPreview }) {
  const { t } = useTranslation('contacts');
  const f = useFormat();
  const sides = [preview.now, preview.into, preview.from];
  const rows = [
    { name: t('column.name'), cells: sides.map((s) => <Address text={s.contact.name || s.contact.email || '–'} />) },
    ...mergeFigures.map((figure) => ({ name: t(`merge.figure.${figure}`), cells: sides.map((s) => f.number(s.account[figure])) })),
    { name: t('card.orders'), cells: sides.map((s) => f.number(s.contact.orders)) },
    { name: t('card.spent'), cells: sides.map((s) => f.money(s.contact.spent)) },
  ];
  return (
    <div className={table.scroll} tabIndex={0} role="region" aria-label={t('merge.undoTable')}>
      <table className={`${table.table} ${classes.mergeTable}`}>
        <thead>
          <tr>
            <th scope="col">{t('merge.column.field')}</th>
            <th scope="col">{t('merge.undoNow')}</th>
            <th scope="col">{t('merge.undoInto')}</th>
            <th scope="col">{t('merge.undoFrom')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, cells }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {cells.map((cell, i) => (
                <td key={i}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
