"""Words that replacements are made of: common in France and Monaco, so that they are nobody's."""

FIRST = """Adèle Agathe Alain Albert Alexandre Alice Alix Amélie Anaïs André Angèle Antoine Apolline Arnaud Arthur
Aurélie Aurore Axel Bastien Béatrice Benoît Bernard Blandine Brigitte Bruno Camille Capucine Carine Catherine Cécile
Céleste Chantal Charlotte Christian Christine Claire Clara Clément Clotilde Colette Coralie Corentin Cyril Damien
Daniel Delphine Denis Diane Didier Dominique Édith Édouard Élise Élodie Éloïse Emma Éric Estelle Étienne Eugénie Fabien
Fabrice Fanny Félix Fernand Flavie Florence Florent Francis Franck Frédéric Gaël Gaspard Geneviève Georges Gérald
Ghislain Gilles Gisèle Grégoire Guillaume Gustave Guy Hadrien Hélène Henri Hervé Honorine Hortense Hugo Inès Irène
Isabelle Jacques Jeanne Jérôme Joël Jules Julie Julien Juliette Justine Laetitia Laure Laurent Léa Léon Léonie Lise
Loïc Louis Louise Luc Lucie Lucien Ludovic Madeleine Maëlle Manon Marc Margaux Mathilde Mathis Maurice Maxime Mélanie
Michel Mireille Monique Muriel Nadège Nathalie Nicolas Noémie Odile Olivier Ophélie Pascal Patrice Paul Pauline
Perrine Philippe Pierre Quentin Raoul Raphaël Raymond Rémi René Robin Roland Romain Rosalie Sabine Salomé Samuel
Sandrine Séverine Simon Simone Solène Sophie Stéphane Suzanne Sylvain Sylvie Thérèse Thibault Thierry Thomas Tristan
Valentin Valérie Véronique Victor Vincent Violette Virginie Vivien Xavier Yann Yves Yvonne Zélie""".split()  # noqa: SIM905

LAST = """Abadie Allard Andrieu Arnoux Aubert Aubry Auger Bailly Barbier Baron Barre Baudin Bazin Béranger Bertin
Besson Billard Blanchet Bodin Boisseau Bonnet Bouchard Boulanger Bourdon Bousquet Bouvier Boyer Breton Brunet Buisson
Cadet Caron Carpentier Carrel Cartier Castel Chapuis Charpentier Chauvin Chevalier Colin Collet Cordier Costes
Courtois Cousin Crespin Daniel Dauphin David Delage Delmas Descamps Deschamps Devaux Didier Dubois Duchêne Dufour
Dumas Dumont Dupuis Durand Duval Évrard Fabre Faure Favier Ferrand Fleury Fontaine Forestier Fortin Fournier
Gaillard Garnier Gaudin Gauthier Gérard Gilbert Girard Giraud Gosselin Grandjean Granier Guérin Guichard Guillot
Hamon Hardy Hébert Hubert Huet Humbert Imbert Jacob Jacquet Joly Jourdan Julien Lacroix Lambert Langlois Laporte
Lasserre Laurent Laval Lebrun Leclerc Lefort Legrand Lejeune Lemaire Lemoine Leroux Lesage Levasseur Loiseau Louvet
Maillard Mallet Marchal Maréchal Marin Marion Martel Masson Mathieu Maurin Menard Mercier Meunier Michaud Millet
Monnier Morel Morin Moulin Navarre Noël Olivier Pages Paquet Parent Pascal Pasquier Payet Pelletier Perrier Petitjean
Philippon Picard Pichon Poirier Pons Poulain Prévost Prieur Raynaud Regnier Renard Renaud Reynaud Ricard Rivière
Robin Rolland Rossignol Roussel Rousset Roux Royer Sabatier Salmon Sauvage Savary Schneider Seguin Simonet Tessier
Thibaud Tissot Toussaint Valette Vallet Vasseur Verdier Verger Vidal Vigneron Villard Vincent Voisin Weber""".split()  # noqa: SIM905

WORDS = """abricot acajou accord agenda aiguille alcove amande ancre anneau archet ardoise argile atelier aurore avenir
avoine balcon balise barque bassin bateau berge bijou bleuet boussole branche brise bruyère cabane cadran calme
canal cannelle carafe cascade cèdre cerise chemin chêne clairière clocher colline comète coquille corail cordage
coteau crique cristal damier dauphin dentelle détour dune ébène écharpe éclair écluse embrun encre escale étoile
étape falaise fanal ferme feuille flocon forêt fougère galet galerie garance genêt girouette glacier gondole grange
gravure grenat guitare hameau hangar havre herbier horizon horloge île instant ivoire jardin jasmin jetée jonquille
lagune lanterne laurier lavande lierre lilas lisière loge lueur lumière malle manège marée marteau mélèze menthe
mimosa miroir moisson mouette moulin muguet muraille nacre nappe narcisse navire nuage océan olivier ombre orage
orange oranger osier palier palme panier papier parasol parfum passage pavillon pêcher pelouse perle phare pierre
pinède plage platane plume pommier porche port prairie prunier quai rameau rayon récif refuge rivage rivière rocher
romarin roseau ruisseau sable saison sapin saule sillage soleil source sureau tableau tamis terrasse thym tilleul
tonnelle tourelle traverse treille tulipe vague vallon velours verger verrière village violon voilier volet zénith
""".split()  # noqa: SIM905

STREETS = """rue des Lilas|avenue des Pins|boulevard des Tilleuls|rue du Moulin|chemin des Oliviers|place du Marché
rue de la Fontaine|allée des Cèdres|quai des Pêcheurs|rue des Orangers|impasse du Phare|avenue de la Gare
rue Grande|montée des Remparts|rue du Port|sentier des Genêts|rue de la Source|avenue des Mimosas""".replace(
    "\n", "|"
).split("|")

CITIES = [
    tuple(pair.split(" ", 1))
    for pair in """06100 Nice|06500 Menton|06400 Cannes|06600 Antibes|06240 Beausoleil|06320 Cap-d'Ail|13100
Aix-en-Provence|83000 Toulon|69003 Lyon|31000 Toulouse|33000 Bordeaux|44000 Nantes|34000 Montpellier|67000
Strasbourg|59000 Lille|35000 Rennes|38000 Grenoble|21000 Dijon|98000 Monaco|49100 Angers|63000 Clermont-Ferrand|30000
Nîmes|84000 Avignon|64000 Pau""".replace("\n", " ").split("|")
]

# Words of names that say nothing of anybody: they stay in texts.
COMMON = frozenset(
    """avec aux bis chez dans del della des dit elle est etc les leur mais mes mme mlle monsieur madame non nos nous
ont par pas pour qui sans ses son sont sous sur the and tout tous une van von vous der den dos san saint sainte
monaco monte carlo france nice paris hotel societe sarl sas sam sci scp eurl snc inc llc ltd gmbh company
restaurant cabinet agence bureau service services groupe group international client clients prospect contact
contacts test admin administrator administrateur""".split()  # noqa: SIM905
)

# Addresses of a desk, not of a person.
DESKS = frozenset(
    ("info", "contact", "admin", "sales", "support", "compta", "direction", "commercial")
)
# Users that Odoo itself brings.
LOGINS = frozenset(("__system__", "admin", "default", "public", "portaltemplate", "demo", "portal"))
