/**
 * The papers that descriptions of the config name, as they name them, and where they can be read. Hovers make links of
 * them.
 */
export const papers: Readonly<Record<string, string>> = {
  'Ba et al. 2016': 'https://arxiv.org/abs/1607.06450',
  'Bahdanau et al. 2015': 'https://arxiv.org/abs/1409.0473',
  'Bengio et al. 2015': 'https://arxiv.org/abs/1506.03099',
  'Bergstra & Bengio 2012': 'https://jmlr.org/papers/v13/bergstra12a.html',
  'Cho et al. 2014': 'https://arxiv.org/abs/1406.1078',
  'Collier & Beel 2018': 'https://arxiv.org/abs/1807.08518',
  'Duchi et al. 2011': 'https://jmlr.org/papers/v12/duchi11a.html',
  'Elman 1990': 'https://doi.org/10.1207/s15516709cog1402_1',
  'Fan et al. 2018': 'https://arxiv.org/abs/1805.04833',
  'Gal & Ghahramani 2016': 'https://arxiv.org/abs/1512.05287',
  'Glorot & Bengio 2010': 'https://proceedings.mlr.press/v9/glorot10a.html',
  'Graves 2012': 'https://doi.org/10.1007/978-3-642-24797-2',
  'Graves et al. 2007': 'https://arxiv.org/abs/0705.2011',
  'Graves et al. 2014': 'https://arxiv.org/abs/1410.5401',
  'Graves, Wayne & Danihelka 2014': 'https://arxiv.org/abs/1410.5401',
  'Gregor et al. 2015': 'https://arxiv.org/abs/1502.04623',
  'Held & Karp 1962': 'https://doi.org/10.1137/0110015',
  'Hochreiter & Schmidhuber 1997': 'https://doi.org/10.1162/neco.1997.9.8.1735',
  'Holtzman et al. 2020': 'https://arxiv.org/abs/1904.09751',
  'Jozefowicz et al. 2015': 'https://proceedings.mlr.press/v37/jozefowicz15.html',
  'Keskar et al. 2019': 'https://arxiv.org/abs/1909.05858',
  'Kingma & Ba 2015': 'https://arxiv.org/abs/1412.6980',
  'Lin et al. 2017': 'https://arxiv.org/abs/1703.03130',
  'Loshchilov & Hutter 2017': 'https://arxiv.org/abs/1608.03983',
  'Loshchilov & Hutter 2019': 'https://arxiv.org/abs/1711.05101',
  'Luong et al. 2015': 'https://aclanthology.org/D15-1166/',
  'Luong, Sutskever et al. 2015': 'https://aclanthology.org/P15-1002/',
  'Martins & Astudillo 2016': 'https://arxiv.org/abs/1602.02068',
  'Mikolov et al. 2010': 'https://www.isca-archive.org/interspeech_2010/mikolov10_interspeech.html',
  'Pascanu et al. 2013': 'https://arxiv.org/abs/1211.5063',
  'Post & Vilar 2018': 'https://arxiv.org/abs/1804.06609',
  'Press & Wolf 2017': 'https://aclanthology.org/E17-2025/',
  'Saxe et al. 2014': 'https://arxiv.org/abs/1312.6120',
  'Schuster & Paliwal 1997': 'https://doi.org/10.1109/78.650093',
  'Schwaller et al. 2018': 'https://arxiv.org/abs/1711.04810',
  'See et al. 2017': 'https://aclanthology.org/P17-1099/',
  'Sennrich et al. 2016': 'https://aclanthology.org/P16-1162/',
  'Sutskever et al. 2013': 'https://proceedings.mlr.press/v28/sutskever13.html',
  'Sutskever et al. 2014': 'https://arxiv.org/abs/1409.3215',
  'Szegedy et al. 2016': 'https://arxiv.org/abs/1512.00567',
  'Theis & Bethge 2015': 'https://arxiv.org/abs/1506.03478',
  'Tieleman & Hinton 2012': 'https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf',
  'Vaswani et al. 2017': 'https://arxiv.org/abs/1706.03762',
  'Vijayakumar et al. 2018': 'https://arxiv.org/abs/1610.02424',
  'Vinyals et al. 2015': 'https://arxiv.org/abs/1506.03134',
  'Wu et al. 2016': 'https://arxiv.org/abs/1609.08144',
  'Xu et al. 2015': 'https://arxiv.org/abs/1502.03044',
  'Zeiler 2012': 'https://arxiv.org/abs/1212.5701',
};

/** How a text names a paper: `Wu et al. 2016`, `Press & Wolf 2017`. */
export const citation =
  /\p{Lu}[\p{L}-]+(?:, \p{Lu}[\p{L}-]+)*(?: et al\.| & \p{Lu}[\p{L}-]+)? (?:19|20)\d\d\b/gu;

/** Markdown in which papers are links. */
export function linkPapers(markdown: string): string {
  return markdown.replace(citation, (name) => {
    const address = papers[name];
    return address === undefined ? name : `[${name}](${address})`;
  });
}
