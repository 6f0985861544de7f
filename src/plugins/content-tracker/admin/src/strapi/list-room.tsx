/*
 * Less space between the columns of a list of tracked documents.
 *
 * Why: with the tracker's columns, the status of a document would stand outside of a window of 1440 pixels; it is what
 * editors look for first.
 * Relies on: the list is a `table` in the page's `main`, and its first cells have less space already.
 * If the markup changes: the columns are further apart, and the list scrolls.
 */
import { useParams } from 'react-router-dom';
import { createGlobalStyle } from 'styled-components';
import { useIsTracked } from './tracked-types';

const LessSpace = createGlobalStyle`
  @media (max-width: 1699px) {
    main table :is(th, td):not(:first-child) {
      padding-inline: 0.8rem;
    }
  }
`;

export const RoomForColumns = () => {
  const { slug: uid = '' } = useParams();
  return useIsTracked(uid) ? <LessSpace /> : null;
};
