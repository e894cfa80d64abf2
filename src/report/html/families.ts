/** Families of origin classes, in the order in which the table of a target shows them. */

interface Family {
  title: string;
  /** Classes that belong to it. */
  has: RegExp;
}

export const REFUSED = 'Refused by name in the policy';
const OTHER = 'Other origins';

const FAMILIES: readonly Family[] = [
  { title: 'Any origin', has: /^(?:any|empty|no-origin|elsewhere|beside-target)\b/ },
  { title: 'The origin null', has: /^null\b/ },
  { title: 'Sub-domains and parents', has: /sub-domain|^parent/ },
  { title: 'Other schemes and ports', has: /scheme|port/ },
  {
    title: 'Development and staging',
    has: /local|loopback|private|^stage-|docker/,
  },
  { title: 'Applications, extensions and files', has: /^app-/ },
  {
    title: 'Names that resemble a trusted one',
    has: /prefix|suffix|concatenation|substring|inside|cut-|dot|tld|country|underscore|hyphen|idn|character|list|case/,
  },
];

/** Titles of all families, in order. */
export const FAMILY_TITLES: readonly string[] = [...FAMILIES.map(({ title }) => title), OTHER, REFUSED];

/** Title of the family of a class: `prefix`, `null-sandbox`, ...; a class that is not known is of the others. */
export function familyOf(originClass: string): string {
  if (/^named(-|$)/.test(originClass)) return REFUSED;
  return FAMILIES.find(({ has }) => has.test(originClass))?.title ?? OTHER;
}
