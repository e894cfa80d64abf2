/** Families of origin classes, in the order in which the table of a target shows them. */

interface Family {
  title: string;
  /** Classes that belong to it. */
  has: RegExp;
}

const REFUSED = 'Refused by name in the policy';
const OTHER = 'Other origins';

const FAMILIES: readonly Family[] = [
  { title: 'Any origin', has: /^(?:any|none|empty|no-origin|foreign|evil)\b/ },
  { title: 'The origin null', has: /^null\b/ },
  { title: 'Sub-domains and parents', has: /sub-?domain|^parent|sibling|deeper/ },
  { title: 'Other schemes and ports', has: /scheme|port|^http-/ },
  {
    title: 'Development and staging',
    has: /local|loopback|private|development|^dev\b|staging|^www\b|docker|internal|^test\b/,
  },
  { title: 'Applications, extensions and files', has: /application|extension|web-?view|^file\b|capacitor/ },
  {
    title: 'Names that resemble a trusted one',
    has: /prefix|suffix|concat|substring|dot|truncat|short|top-level|tld|country|underscore|hyphen|idn|character|brace|list|case/,
  },
];

/** Titles of all families, in order. */
export const FAMILY_TITLES: readonly string[] = [...FAMILIES.map(({ title }) => title), OTHER, REFUSED];

/** Title of the family of a class: `prefix`, `null-sandbox`, ...; a class that is not known is of the others. */
export function familyOf(originClass: string): string {
  if (originClass === 'refused') return REFUSED;
  return FAMILIES.find(({ has }) => has.test(originClass))?.title ?? OTHER;
}
