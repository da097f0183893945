import { Fragment } from 'react';

/** An e-mail address or a name, which breaks where its parts end if it has to. */
export function Address({ text }: { text: string }) {
  return (text.match(/[^@._+-]*[@._+-]?/g) ?? []).map((part, i) => (
    <Fragment key={i}>
      {i > 0 && part && <wbr />}
      {part}
    </Fragment>
  ));
}
