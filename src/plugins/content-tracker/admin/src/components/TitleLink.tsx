import { Link } from 'react-router-dom';
import { styled } from 'styled-components';

/** The title of a document, linked to the page where it is edited. */
export const TitleLink = styled(Link)`
  color: ${({ theme }) => theme.colors.neutral800};
  font-size: 1.4rem;
  line-height: 2rem;
  text-decoration: none;
  overflow-wrap: anywhere;
  &:hover,
  &:focus-visible {
    text-decoration: underline;
  }
`;
