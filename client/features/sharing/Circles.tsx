import { useMemo } from 'react';
import { useMe, useTocsin, useTocsinApi } from '../../ui/tocsin.ts';
import { Circles as AllCircles } from '../../ui/directory/Circles.tsx';
import { circleReach } from './CirclesReach.ts';
import { WithDirectory } from './WithDirectory.tsx';

/** The circles of one's own organisation and those it is in, with what they open of one's own records here. */
export function Circles() {
  const tocsin = useTocsinApi();
  const faces = useTocsin((state) => state.faces);
  const operation = useTocsin((state) => state.operationId);
  const organisation = useMe()?.organisation ?? '';
  const reach = useMemo(
    () => circleReach({ faces, operation, organisation, now: tocsin.realNow() }),
    [faces, operation, organisation, tocsin],
  );
  return <WithDirectory>{(manages) => <AllCircles reach={reach} readOnly={!manages} />}</WithDirectory>;
}
