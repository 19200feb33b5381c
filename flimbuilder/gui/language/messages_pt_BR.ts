<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="pt_BR" sourcelanguage="en">
<context>
    <name>QObject</name>
    <message>
        <location filename="analysis/arrays.py"/>
        <location filename="analysis/delineate.py"/>
        <location filename="analysis/objects.py"/>
        <source>the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/arrays.py"/>
        <source>{0} is {1}; it must be bool: compare it, as in {2} &gt; 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/arrays.py"/>
        <source>{0} is {1} and {2} is {3} pixels; both must be of one image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/arrays.py"/>
        <source>{0} is {1}; it must be floating point, in [0, 1]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/arrays.py"/>
        <source>{0} holds NaN; every value must be in [0, 1]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/arrays.py"/>
        <source>{0} is in [{1}, {2}]; it must be in [0, 1]; scale it first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/arrays.py"/>
        <source>{0} has the shape {1}; it must be ({2}), none of them 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/delineate.py"/>
        <location filename="analysis/objects.py"/>
        <source>objects H W</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/delineate.py"/>
        <source>delineation by {0} needs the image as well as the saliency; pass the image, or choose the method none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/delineate.py"/>
        <source>{0} saliency maps and {1} classes {2}; one id for each map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/delineate.py"/>
        <source>object classes {0}; they must differ and be in 1..{1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/doubt.py"/>
        <source>saliency of shape {0} and {1} thresholds; give a map (objects, H, W) for each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/doubt.py"/>
        <source>threshold {0}; it must be in [0, 1]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/identification.py"/>
        <source>{0} labels and {1} known classes; there must be equally many, and at least one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/image_tables.py"/>
        <source>Objects</source>
        <translation>Objetos</translation>
    </message>
    <message>
        <location filename="analysis/image_tables.py"/>
        <source>Number of objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/image_tables.py"/>
        <location filename="analysis/object_columns.py"/>
        <source>Area</source>
        <translation>Área</translation>
    </message>
    <message>
        <location filename="analysis/image_tables.py"/>
        <source>Area of all objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/image_tables.py"/>
        <source>Covered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/image_tables.py"/>
        <source>Share of the image that objects cover, 0 to 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/image_tables.py"/>
        <source>Median area</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/image_tables.py"/>
        <source>Median area of the objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/image_tables.py"/>
        <location filename="analysis/object_columns.py"/>
        <source>Saliency</source>
        <translation>Saliência</translation>
    </message>
    <message>
        <location filename="analysis/image_tables.py"/>
        <source>Mean saliency in the objects, 0 to 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/candidates.py"/>
        <source>objects are {0}; give a mask or a number for each object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/candidates.py"/>
        <source>objects lack number {0}; number them from 1 without gaps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/froc.py"/>
        <source>an image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/froc.py"/>
        <source>an image without objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/froc.py"/>
        <source>a mm²</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/froc.py"/>
        <source>no image has an object; sensitivity needs one in at least one truth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/froc.py"/>
        <source>every image has an object; count the false positives in all images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/froc.py"/>
        <source>the area of an image is not known; give the size of its pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/froc.py"/>
        <source>the judged area is 0 mm²; count the false positives an image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/hits.py"/>
        <location filename="analysis/instances/matching.py"/>
        <source>IoU of at least {0}: give a threshold over 0 and at most 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/hits.py"/>
        <source>candidates have positions alone; hits by IoU need their regions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/hits.py"/>
        <source>positions of the shape {0} for {1} scores; each needs a row and a column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/hits.py"/>
        <source>positions are {0}; they must be whole pixels; round them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/hits.py"/>
        <source>a candidate&apos;s score is not finite; leave that candidate out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/hits.py"/>
        <source>candidate at {0} is outside its truth of the shape {1}; both must be of one image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/matching.py"/>
        <source>predicted objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/matching.py"/>
        <source>true objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/matching.py"/>
        <source>positions of objects have no area; give the largest distance to match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/matching.py"/>
        <source>distance {0}: it must be over 0 pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/matching.py"/>
        <source>{0} are {1} of shape {2}; give (H, W) whole numbers, one for each object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/matching.py"/>
        <source>{0} have the number {1}; number them from 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/matching.py"/>
        <source>{0} have the shape {1}; give (n, 2), row and column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/matching.py"/>
        <source>{0} hold NaN or infinity; leave those out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Average precision at 0.5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Objects found with an overlap (IoU) of at least 0.5, divided by these, the false and the missed together</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Average precision</source>
        <translation>Precisão média</translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Mean of the average precision at overlaps of 0.5, 0.55 ... 0.95</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Panoptic quality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>F1 of the objects times the mean overlap of those found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Segmentation quality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Mean overlap (IoU) of the objects found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Aggregated Jaccard index</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Common area of all objects and their best matches, divided by the area of both together and of false objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>F1 of objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Twice the objects found, divided by the sum of predicted and true ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Count error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Number of predicted minus number of true objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Absolute count error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Abs. error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Count error without its sign</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/on_disk.py"/>
        <source>the mask has more than {0} separate regions; raise the threshold, or the smallest area of objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/sizes.py"/>
        <source>the mask</source>
        <translation>da máscara</translation>
    </message>
    <message>
        <location filename="analysis/instances/sizes.py"/>
        <source>the size of objects can&apos;t be learned: no marker of an object lies in the mask; lower the threshold, or give the radius of an object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/instances/splitting.py"/>
        <location filename="analysis/objects.py"/>
        <source>the mask is {0} of shape {1}; it must be (H, W) class ids</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>judged leaves no pixel to measure; ignore fewer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Mean absolute error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Mean difference between saliency and reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>F-beta, adaptive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Fadap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Precision (which weighs more) and recall of the saliency cut at twice its mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>F-beta, best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Fmax</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Precision (which weighs more) and recall of the saliency cut at the best of 256 thresholds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>F-beta, weighted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Fwei</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Precision and recall of the saliency itself; errors far from the object weigh more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Structure (S)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Similarity of objects and regions in saliency and reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Alignment (E)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Agreement of saliency and reference, in each pixel and as a whole; mean over 256 thresholds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <location filename="explain/maps/colours.py"/>
        <location filename="session/stroke_effect.py"/>
        <location filename="workflow/finetuning/learning_curve.py"/>
        <source>Dice</source>
        <translation>Dice</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Twice the common area, divided by the sum of both areas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Overlap (IoU)</source>
        <translation>Sobreposição (IoU)</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <location filename="workflow/evaluation/evaluation_pictures.py"/>
        <source>IoU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Common area, divided by the area of both together</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Precision</source>
        <translation>Precisão</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Share of the mask that is right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Recall</source>
        <translation>Revocação</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Share of the reference that the mask covers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Channel {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Mean intensity of channel {0} in its pixels, 0 to 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Object</source>
        <translation>Objeto</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Number of the object in the image, in reading order of first pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <location filename="explain/maps/colours.py"/>
        <source>Class</source>
        <translation>Classe</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Id of its class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Mean row of its pixels, from 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Mean column of its pixels, from 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>First row of its bounding box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>First column of its bounding box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Height</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Rows of its bounding box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Columns of its bounding box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Number of its pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Perimeter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Length of the line through the centres of its border pixels, holes included</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Eccentricity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Of the ellipse with the same second moments: 0 for a circle, near 1 for a line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Mean saliency of its class in its pixels, 0 to 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/objects.py"/>
        <source>instances lack object {0}; number them from 1 without gaps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/objects.py"/>
        <source>the mask has class {0}, and the saliency maps are of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/outlines.py"/>
        <source>an object has an outline of over {0} edges of pixels; raise the threshold, or leave out outputs with outlines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/strips.py"/>
        <source>delineation by {0} needs the whole image in memory, and this one is too large; use --delineation none, or crop it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/strips.py"/>
        <source>filling holes needs the whole mask in memory, and this image is too large; predict without a mask, or crop it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/tissue.py"/>
        <source>a tissue mask of {0} does not fit an image of {1} x {2} pixels; it may have at most as many</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="analysis/tissue_finding.py"/>
        <source>a smallest part of {0} needs the size of a pixel, which the image does not state; give a share, such as 0.01%</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/folder.py"/>
        <source>{0}: the folder is not empty and holds no earlier demo; choose another with --out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/folder.py"/>
        <source>{0}: changed since the demo wrote it, and would be replaced; move it away, or choose another folder with --out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/material.py"/>
        <source>{0}: the demo&apos;s markers (assets/demo) are missing from this installation; install flimbuilder again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/material.py"/>
        <source>{0}: the demo&apos;s documents are missing; install flimbuilder again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/material.py"/>
        <source>{0}: scikit-image&apos;s picture is missing; install scikit-image again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/material.py"/>
        <source>{0}: not the picture that the demo&apos;s markers were drawn on (SHA-256 {1}..., expected {2}...); install scikit-image again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/project.py"/>
        <location filename="demo/run.py"/>
        <source>cutting the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/project.py"/>
        <source>making the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/project.py"/>
        <source>the demo has no picture {0}; choose from {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/project.py"/>
        <source>{0}: exists already; choose a new folder for the demo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/proofs.py"/>
        <source>{0}: the rebuild in another process failed: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/proofs.py"/>
        <source>{0}: the rebuild in another process gave another model, with fingerprint {1} and a largest difference of {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/proofs.py"/>
        <source>{0}: encoder.py differs from flimbuilder by {1}; the limit is {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/proofs.py"/>
        <source>{0}: encoder.py fails without flimbuilder: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/proofs.py"/>
        <source>no output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>Otsu&apos;s threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>{0} markers: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>mean of training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>mean of test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <location filename="project/change_text.py"/>
        <source>{0} of {1}</source>
        <translation>{0} de {1}</translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>{0}, marker {1}, pixel {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>{0} {1} × {2}, stride {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>the threshold {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>same to {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>mask and reference, Dice {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>{0} mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>markers, on {0} of the training pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>kernels in {0} blocks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>weights and biases, {0} KB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>pixels high and wide: the receptive field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>to learn, on this machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>Dice on the test pieces</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>block {0}, activation map {1}, {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>kernel {0}, {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>surroundings of the patch at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/results.py"/>
        <source>flimbuilder info {0}.flim</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/results.py"/>
        <source>flimbuilder build {0}.flim --out again/{1}.model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/results.py"/>
        <source>flimbuilder build {0}.flim --out {1}.model --verify</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/results.py"/>
        <source>flimbuilder predict {0}.model {1}/images --out again/{2} --mask --activations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/results.py"/>
        <source>flimbuilder evaluate {0}.model {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/results.py"/>
        <source>flimbuilder evaluate {0}.model {1} --block all --decoder all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/results.py"/>
        <source>flimbuilder export {0}.model again/{1}.pt --to pytorch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/results.py"/>
        <source>report: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/run.py"/>
        <source>rebuilding in another process</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/run.py"/>
        <source>running without flimbuilder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/run.py"/>
        <source>writing the report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/run_standalone.py"/>
        <source>flimbuilder is blocked: an exported encoder must not need it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="demo/tutorial.py"/>
        <source>{0}: not an image of the tutorial; move it away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="errors.py"/>
        <source> and {0} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>the shares of classes in the kernels are lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>its augmentation of patches is lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>the first blocks will be learned: that they are those of another model is lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>the file does not say how images are standardised; default: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>the file lacks settings for estimating kernels; defaults: representative {0}, reduction {1}, normalisation {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>apply_intrinsic_atrous is ignored: it only affects learning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>block {0}: </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>is nested too deeply; an architecture file has at most four levels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>line {0}, column {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>must be three whole numbers [side, side, 0]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>is not square; use [{0}, the same, 0]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>has three dimensions, but images have two; set the third entry to 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>is not an architecture, which is a JSON object with nlayers, stdev_factor and layers (given: {0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>apply_intrinsic_atrous: true is not supported; set it to false to build with the dilation rates of the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>ignored keys: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>&quot;nlayers&quot;: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>&quot;stdev_factor&quot;: 0.01</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>has layer{0} but no {1}, as files of older programs; add {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>is an architecture of the Python package flim, a list of operations, which is not supported; write each conv2d with its relu and pooling as a layer of an arch.json</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>is a {0} of flimbuilder, not an architecture; write its architecture with &apos;flimbuilder export {1} arch.json --to arch-json&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>has no &apos;nlayers&apos; (required in an arch.json of FLIM-Builder, libift and pyflim) and no &apos;blocks&apos; (in flimbuilder&apos;s own file), so it is not an architecture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>nlayers: {0}, but there is {1} layer{2}; make the two agree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>is not JSON: {0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <location filename="exchange/labelme.py"/>
        <source>is not JSON: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>{0}{1} {2} is lost: it will read back as {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>layer{0}.pooling.type: libift ignores &apos;min_pool&apos;; use &apos;no_pool&apos;, &apos;max_pool&apos; or &apos;avg_pool&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>layer{0}: pooling of size {1} becomes {2} x {3}, as in libift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source> and no </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>Adaptive, whole image: the decoder scales every map by its maximum over the image and decides on statistics of the whole image. Give it whole images: tiles change the result.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>Absolute, whole image: saliency is a probability that is not scaled by any maximum, so that an image without objects may have none. Give it whole images: tiles change the result.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>Absolute, whole image: saliency is relative to its level at the object markers of the training images, so that an image without objects may have none. Give it whole images: tiles change the result.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>an encoder learned from image markers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>FLIM: learning encoders from image markers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>FLIM: point-wise decoders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>test image: {0}; the test of bioimageio.core passed for both weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>licence and author are flimbuilder&apos;s; replace them before you publish the package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>scikit-image&apos;s images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>the model finds nothing in {0}, but the test image of a package must have a response; give an image with an object, --image FILE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>a network that began as an encoder learned from image markers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>writing a BioImage.IO package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>saliency in [0, 1], scaled by its maximum over the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>FLIM saliency of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>Saliency of {0}, by {1}. {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>the BioImage.IO package fails its library&apos;s test and was not written: {0}; use --to onnx</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>an image of the model&apos;s author</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>has one column; give two: images and their classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>has no rows below its titles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>its first row names the image {0}; put a row of titles above it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>names none of {0} ({1}, ...); its first name is {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>has the columns {0}; give x and y, or row and col</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>has a centre that is not finite</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>is no table of text; save it as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>is empty; give titles and rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>has no column {0}; it has {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>line {0}: image or class is missing; give NAME,CLASS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>line {0}: {1} is given twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>line {0}: the class has more than {1} characters; shorten it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>{0} may be {1}; give the name with its suffix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>{0} and {1} are one image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>can&apos;t be read: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>is no text in UTF-8; save it as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>can&apos;t be read: {0}; save it as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>line {0}: its group is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <location filename="exchange/marker_files.py"/>
        <location filename="project/change_text.py"/>
        <location filename="session/image_labels.py"/>
        <location filename="session/images.py"/>
        <location filename="session/prediction.py"/>
        <location filename="session/result_tables.py"/>
        <location filename="tasks/identification/classifier.py"/>
        <location filename="tasks/identification/validation.py"/>
        <location filename="workflow/evaluation/evaluate.py"/>
        <location filename="workflow/finetuning/finetune.py"/>
        <location filename="workflow/finetuning/training_samples.py"/>
        <location filename="workflow/identification/classed_images.py"/>
        <location filename="workflow/identification/image_classes.py"/>
        <location filename="workflow/predict.py"/>
        <location filename="workflow/suggest.py"/>
        <source>{n} image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <location filename="exchange/marker_files.py"/>
        <location filename="project/change_text.py"/>
        <location filename="session/image_labels.py"/>
        <location filename="session/images.py"/>
        <location filename="session/prediction.py"/>
        <location filename="session/result_tables.py"/>
        <location filename="tasks/identification/classifier.py"/>
        <location filename="tasks/identification/validation.py"/>
        <location filename="workflow/evaluation/evaluate.py"/>
        <location filename="workflow/finetuning/finetune.py"/>
        <location filename="workflow/finetuning/training_samples.py"/>
        <location filename="workflow/identification/classed_images.py"/>
        <location filename="workflow/identification/image_classes.py"/>
        <location filename="workflow/predict.py"/>
        <location filename="workflow/suggest.py"/>
        <source>{n} images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>line {0}: {1} is no centre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/companions.py"/>
        <source>radius {0}: give a number of pixels from 0 to {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/files.py"/>
        <source>UTF-16</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/files.py"/>
        <source>UTF-8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/files.py"/>
        <source>byte 0x{0} at offset {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/files.py"/>
        <source>{0} is not {1}; save the file as UTF-8 text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/files.py"/>
        <location filename="project/files.py"/>
        <location filename="project/stores.py"/>
        <location filename="workflow/resuming.py"/>
        <source>can&apos;t read {0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/files.py"/>
        <source>has {0} bytes; at most {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>is not a folder; give the folder with the model&apos;s files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>{0}: describes {1} blocks, but {2} has {3}; export the model again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>has no {0}; name the architecture file with --architecture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <location filename="imaging/read.py"/>
        <source>cannot be listed: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>layer{0}: {1} asks for {2} kernels; the folder has {3}, which are used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>has a standard deviation that is not above 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>version {0}.{1} instead of 1.0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>begins with {0}, but must begin with {1}, the number of kernels of the block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>has {0} numbers instead of {1}; get a complete copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>contains NaN or infinite values; the model is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>is a file; give a folder to write the model to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>is not an export of flimbuilder (it holds {0}) and is left unchanged; give a new folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>label {0} is not a whole number from 0 to {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>holds {0}, not float32; convert it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>has shape {0}, but the architecture needs ({1}, kernels); does the architecture file belong to this model?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>holds {0} bytes of numbers, but shape {1} needs {2}; get a complete copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>is not an NPY file ({0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <location filename="project/values.py"/>
        <source>{0} is not a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>the central tap comes first; load the folder with its bias (libift: USE_BIAS, pyflim: use_bias=True)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>the files do not record that the input is {0}; give these programs the same input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>not kept: decoder, delineation, provenance of the kernels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>input guessed from the channels of block 1: {0}; set it with --input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>{0} {1}: choose from {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>{0}: block 1 reads {1} channels, and the input is guessed for 1 and 3 only; give --input rgb to use the channels as they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>FLIM-Builder, libift and pyflim do not standardise images, as this model does ({0}); export to another format, or build it with --standardise none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>the U-shaped decoder has no place in these files, only the trained blocks; onnx and pt2 keep it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>the weights of decoder {0} have no place in these files: these programs decode by rules of their own; onnx and pt2 keep it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>tap order guessed: {0}; neighbouring taps correlate more in this order in {1} of {2} blocks; set it with --taps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>{0}: flimbuilder.json records images of {1} channels, but block 1 reads {2}; export the model again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>leaky activation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>minimum pooling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>block {0}: these programs include zeros in averages at the border; maps differ within {1} pixels of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>block {0}: libift enlarges the pooling window from {1} to {2} pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>block {0}: libift adds no bias without an activation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>block {0}: FLIM-Builder, libift and pyflim have no {1}; export to another format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/geojson.py"/>
        <source>{&quot;type&quot;: &quot;FeatureCollection&quot;, &quot;features&quot;: </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/geojson.py"/>
        <location filename="exchange/tissue_files.py"/>
        <source>Feature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/geojson.py"/>
        <location filename="exchange/tissue_files.py"/>
        <source>Polygon</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/imagej_rois.py"/>
        <source>writing ImageJ ROIs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>has no shapes, so it is not a labelme file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>is not a labelme file: it holds no object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>is a COCO file, not one of labelme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>is a GeoJSON file, not one of labelme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>is a file of VIA, not of labelme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>{0} outside the image ignored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>is larger than {0} bytes; save it without the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>bytes without the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>points and other lists</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>{0}; leave it out, or convert it to labelme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>is for an image named &apos;{0}&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>unsupported shapes ignored: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>{0} with too few points ignored (shapes.{1} is a {2} of {3})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>the third coordinate of points ignored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>points and lines have no radius; {0} pixels assumed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>groups, flags and descriptions ignored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>label &apos;{0}&apos; needs one class too many: a project has at most {1}; use fewer labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>its outlines cover {0} pixels and crossings; at most {1}: draw fewer of them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>has {0} {1}; at most {2}: split it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <location filename="exchange/tissue_files.py"/>
        <source>is nested too deeply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>{0} is {1}, but the image is {2} x {3} pixels (height x width); use the image that was annotated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>shapes.{0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>{0} taken as class &apos;{1}&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>{n} shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>{n} shapes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>has key &apos;{0}&apos; twice with different values; remove one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <location filename="exchange/labelme_shapes.py"/>
        <source>{n} point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <location filename="exchange/labelme_shapes.py"/>
        <source>{n} points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme_shapes.py"/>
        <source>the label is empty; give the name of a class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme_shapes.py"/>
        <source>the mask has shape {0} on an image of shape {1}; it must have one channel and fit into the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme_shapes.py"/>
        <location filename="project/change_text.py"/>
        <location filename="session/exports.py"/>
        <source>{0} to {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme_shapes.py"/>
        <source>a {0} of {1}; it needs {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme_shapes.py"/>
        <source>turned with its image: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme_shapes.py"/>
        <source>the mask {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/labelme_shapes.py"/>
        <source>the mask is not base64 text; save the file again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <source>{0}: no image has markers, so there is nothing to export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <source>lost in this format: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <source>the shape of {0} (kept as pixels)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <source>{0} (already applied)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <source>the use of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <source>the name {0} of several classes (their ids are appended)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <source>pixels beyond the border of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <source>has no marker file; supported are NAME-seeds.txt, label images, and NAME.json of labelme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <source>has the values 0 and 255, so it is a mask and not a marker image (0 unmarked, else class + 1); import it as a mask, or give --values 255=CLASS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <location filename="session/drawing.py"/>
        <source>{n} marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <location filename="session/drawing.py"/>
        <source>{n} markers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <source>{n} eraser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <source>{n} erasers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/marker_images.py"/>
        <source>value {0} at row {1}, column {2} of the marker image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/marker_images.py"/>
        <source>{0} is not among the label values {1}; give its class ({2}=CLASS), or leave it out ({3}=ignore)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/marker_images.py"/>
        <source>{0} is not 0 (unmarked) or a class + 1, at most {1}; map other values with --values {2}=CLASS,...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/marker_images.py"/>
        <source>a marker image has one channel of whole numbers, not {0} of shape {1}; save it as an 8-bit grey image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/mimg.py"/>
        <source>contains {0} NaN or infinite values; replace them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/mimg.py"/>
        <source>does not begin with MIG, so it is not a multi-band image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/mimg.py"/>
        <source>its header must have a line of four sizes and one of three voxel sizes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/mimg.py"/>
        <source>has {0} slices; only one is supported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/mimg.py"/>
        <source>is empty: {0} x {1} pixels of {2} bands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/mimg.py"/>
        <source>holds {0} bytes of values, but {1} x {2} pixels of {3} bands need {4}; get a complete copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>whole images in [0, 1]: {0}{1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>saliency equals the model&apos;s to within {0} ({1})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>decoders scale by and decide on statistics of the whole image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>saliency is a probability that is not scaled by any maximum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>on whole images: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>8 bit divided by 255, 16 bit by 65535, never by the image&apos;s own maximum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>values of {0} become 0 and of {1} 1, those beyond are clipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>; channels {0} of the file, counted from 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>; over {0} at {1} of {2} pixels, where rounding flips a decision of the decoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>saliency is relative to its level at the object markers of the training images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>the saliency of the file differs from the model&apos;s by up to {0} (at most {1}); nothing was written: use --to model and report this error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>decoder {0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/network_files.py"/>
        <source>writing an ONNX file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/network_files.py"/>
        <source>the network has no graph ({0}); export it with --to model, whose encoder.py runs it without a graph, or choose another decoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/network_files.py"/>
        <source>CPUExecutionProvider</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/pairing.py"/>
        <source>{0}: {1} and {2}; rename or remove one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/pairing.py"/>
        <source>{0} by &apos;{1}&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/pairing.py"/>
        <source>suffix &apos;{0}&apos;: give 1 to {1} characters that follow the name of an image, such as _mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/pairing.py"/>
        <source>suffix &apos;{0}&apos;: leave out &apos;{1}&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/pairing.py"/>
        <source>suffix &apos;{0}&apos;: pairs no file with an image; check it against the names, or leave it out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/pairing.py"/>
        <location filename="session/exports.py"/>
        <source>{n} file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/pairing.py"/>
        <location filename="session/exports.py"/>
        <source>{n} files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/pairing.py"/>
        <source>paired by a suffix of the name: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/pairing.py"/>
        <source>{0} fits two images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/pairing.py"/>
        <source>{0} has two files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/reference_images.py"/>
        <source>colonic glands, Center for Microscopy And Molecular Imaging (CMMI)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/reference_images.py"/>
        <source>a cup of coffee, Rachel Michetti</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/reference_images.py"/>
        <source>Eileen Collins, NASA</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/reference_images.py"/>
        <source>a cat, Stefan van der Walt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/reference_images.py"/>
        <source>Greek coins from Pompeii, Brooklyn Museum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/reference_images.py"/>
        <source>a cell in phase contrast, Pablo Herve Cotte and Jakub Czarnecki</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/reference_images.py"/>
        <source>a photographer, Lav Varshney</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/reference_images.py"/>
        <source>surface of the moon, NASA</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>use the image that was marked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>announces {0} seeds, but {1} follow; write the file again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>, or write &apos;{0} {1} {2}&apos; if only this line is wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>is for an image of {0} x {1} pixels (width x height), but the image has {2} x {3}; {4}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>{0} is {1}; it must be 0 to {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>{0} repeated seeds merged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>the last column (handicap) ignored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>line {0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>must be &apos;N W H&apos; (seeds, width, height), not &apos;{0}&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>has an image of {0} x {1} pixels; sides are 1 to {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>&apos;{0}&apos; is for a volume of {1} slices; write a file &apos;N W H&apos; for each slice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>is not a table of whole numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>its labels start at 1; if 1 is the background, use --values {0}{1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>pixel x {0}, y {1} has label {2}, but {3} in line {4}; remove one of the lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>label {0} is not among the label values {1}; give its class ({2}=CLASS), or leave it out ({3}=ignore)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>is empty; it must begin with a line &apos;N W H&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>&apos;{0}&apos; is not a whole number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>has {0} numbers; needs {1} ({2}) or {3} (with a handicap)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>has {0} numbers, but the lines before have {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/tables.py"/>
        <source>Table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/tables.py"/>
        <source>Excel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/tables.py"/>
        <source>Parquet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/tables.py"/>
        <source>writing {0} files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/tables.py"/>
        <source>has {0} rows and an Excel sheet at most {1}; write .csv or .parquet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/tables.py"/>
        <source>a table ends in {0} or {1}; choose one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/tissue_files.py"/>
        <source>holds no polygon; draw the tissue as areas and export them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/tissue_files.py"/>
        <source>{&quot;type&quot;: &quot;FeatureCollection&quot;, &quot;features&quot;: {0}}
</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/tissue_files.py"/>
        <source>is not GeoJSON of areas ({0}); export the annotations again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/tissue_files.py"/>
        <source>{0}: a tissue mask is a .png or .geojson file; change its ending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/tissue_files.py"/>
        <source>{0} x {1} pixels; the image has {2} x {3}, and its tissue mask must have the same shape at any scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/tissue_files.py"/>
        <source>a ring has fewer than 3 points, or one beyond 10 million</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="exchange/tissue_files.py"/>
        <source>Tissue</source>
        <translation>Tecido</translation>
    </message>
    <message>
        <location filename="explain/attributions/attribute.py"/>
        <location filename="session/heat.py"/>
        <source>{0}, block {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/attribute.py"/>
        <source>{0} has no setting {1}; it has {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/checks.py"/>
        <source>randomising kernels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/checks.py"/>
        <source>deleting and inserting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/checks.py"/>
        <source>curves need squares, steps and random orders of at least 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/grad_cam.py"/>
        <location filename="explain/attributions/registry.py"/>
        <source>Grad-CAM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/grad_cam.py"/>
        <source>Grad-CAM of block {0}: the score depends on blocks 1 to {1}; choose one of them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/gradients.py"/>
        <source>integrated gradients</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/gradients.py"/>
        <source>SmoothGrad with {0} samples and sigma {1}: give at least 1 sample, and a sigma from 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/gradients.py"/>
        <source>integrated gradients with {0} steps; give at least 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/perturbations.py"/>
        <source>occlusion by squares of {0} pixels every {1}: give a side of at least 1 and a stride from 1 to the side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/perturbations.py"/>
        <source>LIME with {0} superpixels, {1} samples, kernel width {2} and ridge {3}: give at least 2, 2, over 0 and at least 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>Held at their values on this image: the statistics that standardise it, the maxima of its maps and sums, and the decoder&apos;s weights. So the score depends on its receptive field alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>Gradient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>How fast the score changes with the pixel: the largest slope over the channels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>The gradient, averaged over noisy copies of the image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>Integrated gradients</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>The pixel&apos;s share of the difference between the score and that of a plain image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>A block&apos;s maps, summed by how much the score rises with each; only what speaks for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>Occlusion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>How much the score falls if a square around the pixel is painted over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>The weight of the pixel&apos;s superpixel in a linear model of the score.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>Simonyan et al., 2014</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>Smilkov et al., 2017</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>Sundararajan et al., 2017</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>Selvaraju et al., 2017</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>Zeiler and Fergus, 2014</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>Ribeiro et al., 2016</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>there is no attribution {0}; choose from {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/score.py"/>
        <source>quantity {0}: choose from sum, saliency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/score.py"/>
        <source>baseline {0}: choose from mean, zero</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/targets.py"/>
        <source>pixel ({0}, {1}) belongs to no object of the mask; give a pixel of an object, or explain the pixel alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/attributions/targets.py"/>
        <source>the object at pixel ({0}, {1}) is too small to count as one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/contributions/decoded_blocks.py"/>
        <source>{0} can&apos;t be explained: its weights do not give its sums; set weighs_pixels and define weights_at and bias_on, or choose another decoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/contributions/decomposition.py"/>
        <source>the path has no kernel; give at least one (block, channel)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/contributions/decomposition.py"/>
        <source>the path goes from block {0} to block {1}; each block must be earlier than the one before it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/contributions/patch_pictures.py"/>
        <source>the model&apos;s kernels come from no marker, so there is no marked patch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/leaving_out.py"/>
        <source>leaving out kernels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/leaving_out.py"/>
        <source>leaving out markers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/preview.py"/>
        <source>the masks {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/preview.py"/>
        <source>mean Dice of the marked images with a mask changes by {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/preview.py"/>
        <source>neither edges nor certainty of the masks decide; agreement with the other markers changes by {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/preview.py"/>
        <source>follow the edges of the image more closely</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/preview.py"/>
        <source>leave the edges of the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/preview.py"/>
        <source>depend less on the threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/preview.py"/>
        <source>depend more on the threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/preview.py"/>
        <source>cover similar shares of all images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/preview.py"/>
        <source>differ more in size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/preview.py"/>
        <source>nothing can be learned after this edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/guidance/gaps.py"/>
        <source>{0} has no markers: draw one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/guidance/gaps.py"/>
        <source>{0} is marked on one image only: mark it on another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/guidance/places.py"/>
        <source>Far from every predicted object, and unlike the background marked here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/guidance/places.py"/>
        <source>Nothing is predicted, and this is unlike everything marked here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/guidance/places.py"/>
        <source>image {0} has no saliency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/guidance/places.py"/>
        <source>Unlike everything that is marked on this image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/guidance/places.py"/>
        <source>Inside a predicted {0}, and unlike those marked here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/guidance/places.py"/>
        <source>On the border of a predicted {0}, where the model is uncertain (entropy {1}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/guidance/places.py"/>
        <source>Far from every predicted object, and yet the saliency is {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/guidance/places.py"/>
        <source>Nothing is predicted, and here the saliency is highest ({0}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/guidance/places.py"/>
        <source>On the border of a predicted {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/guidance/quality.py"/>
        <source>{0} images before and {1} after; give the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/guidance/suggesting.py"/>
        <source>Which image comes next matters little in published tests; where you draw matters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/guidance/suggesting.py"/>
        <source>The most different in colour and texture from the images before it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/guidance/suggesting.py"/>
        <source>The most typical image: the sum of its distances to all others is the smallest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/guidance/suggesting.py"/>
        <source>Its mask depends most on the threshold (doubt {0}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/guidance/suggestion.py"/>
        <source>image {0}: give saliency and labels together, or neither</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/kernels/maximisation.py"/>
        <source>the model rounds colours to integers ({0}), so nothing can climb; give a model in {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/kernels/preferences.py"/>
        <source>finding patches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/kernels/redundancy.py"/>
        <source>reading the activations at the markers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/kernels/review.py"/>
        <source>does not respond at the markers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/kernels/review.py"/>
        <source>responds less to its class than to the others (AUC {0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/kernels/review.py"/>
        <source>responds to other classes too (score {0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/maps/colours.py"/>
        <source>{0}, marker {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/maps/colours.py"/>
        <source>colour {0} of {1}: choose from {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/maps/colours.py"/>
        <source>Marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/maps/colours.py"/>
        <source>Image</source>
        <translation>Imagem</translation>
    </message>
    <message>
        <location filename="explain/maps/colours.py"/>
        <source>Weight in the decoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/maps/colours.py"/>
        <source>Activity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/maps/features.py"/>
        <source>weights as in the network: the model alone lacks those before normalisation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/maps/features.py"/>
        <source>{0} of {1}, at most {2} of each marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/maps/features.py"/>
        <source>{n} marked pixel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/maps/features.py"/>
        <source>{n} marked pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/maps/methods.py"/>
        <source>method {0}: choose from {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/maps/methods.py"/>
        <source>a map by {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/maps/methods.py"/>
        <source>Neighbours stay neighbours; distances between groups mean little.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/maps/methods.py"/>
        <source>The two directions of largest variance; distances are to scale.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/maps/methods.py"/>
        <source>As t-SNE, and groups are arranged better; an optional library.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/maps/pictures.py"/>
        <source>and {0} more</source>
        <translation>e mais {0}</translation>
    </message>
    <message>
        <location filename="explain/maps/points.py"/>
        <source>kernel {0}{1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/maps/points.py"/>
        <source>marker {0}</source>
        <translation>marcador {0}</translation>
    </message>
    <message>
        <location filename="explain/maps/points.py"/>
        <source>row {0}, column {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/maps/projections.py"/>
        <source>{0} needs {1} different points and there are {2}; PCA is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/maps/projections.py"/>
        <source>features of a map are NaN or infinite; leave those points out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/maps/projections.py"/>
        <source>there is one point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/maps/projections.py"/>
        <source>all {0} points are equal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/regions/region.py"/>
        <source>pixel ({0}, {1}) is not in the image of {2} x {3} pixels; rows and columns count from 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/regions/region.py"/>
        <source>the region has shape {0} of {1}; give booleans of shape {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="explain/regions/region.py"/>
        <source>the region has no pixel; give at least one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>decoder {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>the block has</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>blocks {0} have</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>decoder {0} needs the class of every kernel, and a global PCA mixes the classes (or an imported model has no labels); use the reduction &apos;pca&apos;, &apos;kmeans&apos; or &apos;none&apos;, or a decoder that needs no classes: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>decoder {0} takes no weights; leave them out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>decoder {0} is no longer offered; use {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>decoder {0} is only made by &apos;flimbuilder finetune&apos;, which trains a model further; choose another decoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>there is no decoder {0}; choose from {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>there is no object class to decode; add a class besides the background</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>the scale of the training images has other kernels or classes; leave it out, and build the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>{0} has no weights; a build learns them from markers of the objects and of the background: draw both, and build</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>{0} has no weights for this block of {1} kernels; choose it in the project and build: &apos;manual&apos; needs a weight for each kernel, &apos;bp&apos; masks of training images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>{0} has {1} rows of weights and there are {2} object classes; give one row for each, or one for all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>{0} has {1} biases and {2} rows of weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>{0} has {1} weights and {2} {3} kernels; give one for each kernel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/decoders/base.py"/>
        <source>{0} kernels -&gt; {1} saliency maps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/device.py"/>
        <source>device &apos;cuda&apos;: torch finds no GPU here; use &apos;cpu&apos; or &apos;auto&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/device.py"/>
        <source>device {0} is not known; choose from cpu, cuda, auto</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/encode.py"/>
        <source>{0}: has {1} channels and the encoder reads {2}; give images like those it was learned from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/estimator.py"/>
        <source>{0}: has shape {1}; give shape (H, W) or (H, W, C)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/estimator.py"/>
        <source>{0}: has no pixels (shape {1})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/estimator.py"/>
        <source>{0} images and {1} ids; give one for each image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/estimator.py"/>
        <source>random_state {0} is invalid; give an integer in [0, {1}], a numpy.random.RandomState or None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/estimator.py"/>
        <source>{0} images and markers of {1}; give the markers of each image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/estimator.py"/>
        <location filename="model/decoding.py"/>
        <location filename="model/document.py"/>
        <source>there is no block {0}: the encoder has blocks 1 to {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/estimator.py"/>
        <location filename="model/segmenter.py"/>
        <location filename="tasks/identification/features.py"/>
        <source>image {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/estimator.py"/>
        <source>image id {0} is invalid; use 1 to 120 letters, digits, &apos;_&apos;, &apos;.&apos; and &apos;-&apos;, and begin with a letter, a digit or &apos;_&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/features.py"/>
        <source>statistics {0}: choose from {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/frozen_blocks.py"/>
        <source>the encoder begins with {0} blocks of {1}, and {2} are given; build it from its project, or give them as first_blocks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/frozen_blocks.py"/>
        <source>{0} first blocks, but the architecture has {1}; give fewer, or add blocks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/frozen_blocks.py"/>
        <source>the blocks to begin with read {0} channels, and the training images give {1}; begin with blocks that were learned from such images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/frozen_blocks.py"/>
        <source>block {0} of the architecture differs from the block to begin with; take its kernel size, dilation, activation and pooling from the other model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <source>block {0}: all patches under the markers are alike, so there is nothing to learn; draw markers on parts that differ, or use a larger kernel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <source>{0} is for imported models only and cannot be learned; leave it out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <source>no image has markers; draw markers on at least one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <source>cutting windows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <source>image id {0} is used twice; ids must differ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <source>image {0} has {1} channels and {2} has {3}; all training images need the same number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <source>estimating kernels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <source>image {0} has NaN or infinite values near its markers; replace them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <location filename="project/documents.py"/>
        <source>image {0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <source>block {0}: every kernel is deleted; restore at least one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <source>computing activations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <source>finding feature points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/marker_decoder.py"/>
        <location filename="flim/training.py"/>
        <source>no pixel is marked; draw at least one disk or stroke on an image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/marker_decoder.py"/>
        <source>no pixel is background; draw a stroke of the background</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/marker_patches.py"/>
        <source>gathering patches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/marker_training.py"/>
        <source>learning the decoder from the markers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/marker_training.py"/>
        <source>no object is marked; draw a marker of an object on a training image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/marker_training.py"/>
        <source>can&apos;t weigh the activations: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/pointwise_training.py"/>
        <source>there is no image with a mask to train the decoder on; add one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/reduce.py"/>
        <source>of each image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/reduce.py"/>
        <source>of each class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/standardise.py"/>
        <source>standardisation {0}; choose none, mean or standard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/tile_stream.py"/>
        <source>a block of an imported model pads its maps in a way that tiles cannot reproduce; run it on the whole image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/training.py"/>
        <source>marked pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/training.py"/>
        <source>no marker is used for {0}; set the use of a marker to &apos;both&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/u_shaped.py"/>
        <source>object_classes is {0}; a network needs at least one to decode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/u_shaped.py"/>
        <source>the encoder has not learned anything yet; call fit before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="flim/windows.py"/>
        <source>a block of an imported model pads its maps in a way that windows cannot reproduce; run it on the whole image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/colour.py"/>
        <source>{0} channels where RGB has 3; keep the channels as they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/colour_maps.py"/>
        <source>000000 ffffff</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/base.py"/>
        <source>{0} x {1} pixels in {2} channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/base.py"/>
        <source>has no pixels ({0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/base.py"/>
        <source>holds {0} samples; save it as integers or floats of up to 64 bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/base.py"/>
        <source>a side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/base.py"/>
        <source>scales its values by a slope of {0} and an intercept of {1}; correct its header, or save it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/base.py"/>
        <source>is too large: {0}, {1} {2} where {3} is the limit; crop it, or raise ReadLimits.{4}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/base.py"/>
        <source>has {0} places on its axis {1} where {2} is the limit; split it, or raise ReadLimits.max_pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <source>reading DICOM images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <source>its modality table is not applied: values are as they are stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <location filename="imaging/formats/slides.py"/>
        <source>SeriesInstanceUID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <source>FrameVOILUTSequence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <source>announces {0} bytes of pixels where {1} are left; it is cut short or damaged, get a whole copy of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <source>is a deflated DICOM file; save it unpacked, for example with dcmconv</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <source>holds a frame of {0} where {1} is announced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <source>is a DICOM image in {0}; save it as grey or RGB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <source>stores {0} bits a sample; 1, 8, 16 and 32 are read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <source>announces an element of {0} bytes where {1} are left; it is cut short or damaged, get a whole copy of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <source>is a DICOM file without an image; give one that has pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <source>of the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <source>cannot be decoded: its pixels are packed as {0}; save it unpacked, for example with dcmdjpeg or gdcmconv --raw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>its orientation is unknown: slices are shown as they are stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>sagittal, from left to right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>coronal, from posterior to anterior</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>axial, from inferior to superior</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>reading NIfTI volumes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <location filename="imaging/formats/opening.py"/>
        <source>NIfTI</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>is cut short: it announces {0} bytes and has {1}; get a whole copy of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>is compressed by gzip and holds no NIfTI volume; decompress it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>is a NIfTI header whose voxels are in another file; save it as one .nii</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>announces {0} axes where NIfTI has 1 to 7; it is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>has no voxels (shape {0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>announces its voxels at byte {0}; it is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>axis {0} of the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <location filename="imaging/formats/opening.py"/>
        <source>is too large: {0} bytes where {1} is the limit; crop it, or raise ReadLimits.max_bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <location filename="imaging/formats/plain.py"/>
        <location filename="imaging/formats/png.py"/>
        <location filename="imaging/formats/tiff.py"/>
        <location filename="imaging/formats/tiff_regions.py"/>
        <source>is cut short; get a whole copy of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>is damaged ({0}); get a whole copy of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>is cut short by {0} bytes; get a whole copy of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/ome_zarr.py"/>
        <location filename="imaging/formats/opening.py"/>
        <source>OME-Zarr</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/ome_zarr.py"/>
        <source>has chunks of {0} ({1} bytes where {2} is the limit); save it with smaller chunks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/opening.py"/>
        <source>has the suffix {0}; save it as one of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/opening.py"/>
        <source>is {0}; give an image file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/opening.py"/>
        <source>is the metadata of a Zarr folder; give the folder, such as X.ome.zarr</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/opening.py"/>
        <source>is empty (0 bytes); get a whole copy of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/opening.py"/>
        <source>its content is none of {0}; it is damaged or not an image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/opening.py"/>
        <source>read as {0}, the format of its content</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/opening.py"/>
        <source>there is no such file; check the path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/opening.py"/>
        <source>cannot be opened: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/opening.py"/>
        <source>is not a path: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/opening.py"/>
        <source>has no picture {0} beside the slide; it has {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/opening.py"/>
        <source>cannot be decoded as {0} ({1}); it is damaged, cut short or of a rare kind: save it again, for example as PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/photos.py"/>
        <source>lacks the data of about {0} % of its rows, from row {1} of {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/photos.py"/>
        <source>has more than {0} scans, {1} segments, or {2} bytes between them; save it again, for example as PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/photos.py"/>
        <source>is a JPEG in {0}; save it as RGB or grey</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/photos.py"/>
        <source>has {0} scans where {1} is the limit at its size; save it again, not progressive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/photos.py"/>
        <source>is damaged: it {0}; get a whole copy of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/photos.py"/>
        <source>is damaged: it has more restart markers than pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/photos.py"/>
        <source>is damaged: parts of its data are missing; get a whole copy of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/photos.py"/>
        <source>EXIF data cannot be read: no orientation applied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/plain.py"/>
        <source>is NPY version {0}; save a plain array of numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/plain.py"/>
        <source>holds object samples, which are never unpickled; save plain numbers (in Cellpose: the masks as PNG or TIFF)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/plain.py"/>
        <source>has shape {0}; an image is (height, width[, channels])</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/plain.py"/>
        <source>has samples outside 0..{0}, its own range; it is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/plain.py"/>
        <source>has no PNM header; it is damaged or cut short</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/plain.py"/>
        <source>has {0} as its largest value; PNM allows 1 to {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/png.py"/>
        <source>has no PNG header; it is damaged or cut short, get a whole copy of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/png.py"/>
        <source>has an unknown PNG header (depth {0}, colour type {1}, methods {2}); it is damaged, get a whole copy of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/png.py"/>
        <source>transparency dropped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/png.py"/>
        <source>has no palette for its indices; it is damaged, get a whole copy of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/png.py"/>
        <source>is damaged or cut short in {0}; get a whole copy of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/slides.py"/>
        <source>reading this kind of slide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/slides.py"/>
        <source>read by openslide ({0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/slides.py"/>
        <location filename="imaging/formats/tiff_levels.py"/>
        <source>left out: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff.py"/>
        <source>is a TIFF in {0}; save it as RGB or grey</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff.py"/>
        <source>holds {0} pages (axes {1}, shape {2}) that are not a stack of images; save one image per page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff.py"/>
        <source>is too large: {0} bytes of an image where {1} is the limit; crop it, or raise ReadLimits.max_bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff.py"/>
        <source>is decoded in parts of {0} bytes where {1} is the limit; save one image per page, or raise ReadLimits.max_bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff.py"/>
        <source>has more than {0} pages; split it, or raise ReadLimits.max_pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff.py"/>
        <source>lacks pages that it announces; get a whole copy of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff.py"/>
        <source>has pages that differ in size from the first; it is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff_levels.py"/>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>first of {0} images in the file read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff_regions.py"/>
        <source>is stored turned (orientation {0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff_regions.py"/>
        <source>has {0} x {1} pixels compressed as one ({2} bytes where {3} is the limit)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff_regions.py"/>
        <source>is damaged: {0} bytes stand for {1} of samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff_scale.py"/>
        <source>YResolution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff_scale.py"/>
        <source>XResolution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>reading OME-Zarr</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>is a Zarr group without an OME-Zarr image; give the folder of the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>has channels as its rows or columns; save it with axes c, y, x</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>is a single Zarr array; give the folder of an OME-Zarr image around it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>is OME-Zarr {0}; versions 0.4 and 0.5 are read: convert it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>lacks the array {0} that its metadata name; it is half written: get a whole copy of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>is the {0} of a screen; give one image of it, such as A/1/0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>has no Zarr metadata; it is half written or not a Zarr folder: get a whole copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>its OME-Zarr metadata are not valid ({0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>has an array of {0} axes where {1} are named</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>has levels that differ in more than their size; it is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>first of several images in the file read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_store.py"/>
        <source>is stored with the codec {0}, which is not read; save it with zstd, blosc or gzip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_store.py"/>
        <source>is damaged: a chunk is larger than {0} bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_store.py"/>
        <source>has {0} for {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_store.py"/>
        <source>is damaged: {0} has {1} bytes where {2} is the limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/layout.py"/>
        <source>{0} 0 to {1}{2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/layout.py"/>
        <source>has levels 0 to {0}; level {1} is outside: choose another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/layout.py"/>
        <source>is a stack ({0}); choose images of it, for example {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/layout.py"/>
        <source>has no axis {0} to choose on; {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/layout.py"/>
        <source>holds one size and no level {0}; leave the level out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/layout.py"/>
        <source>{0} axes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/layout.py"/>
        <source>one axis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/layout.py"/>
        <source>is a stack whose images lie at one place of {0}; {1} were given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/layout.py"/>
        <source>has {0} 0 to {1}; {2} {3} is outside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/layout.py"/>
        <source>it is one image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/masks.py"/>
        <source>the classes {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/masks.py"/>
        <source>{0} grey levels {1}..{2} are cut at half of their range ({3})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/masks.py"/>
        <source>its values {0} are not those of {1}; say what they mean, for example --values {2}; &apos;ignore&apos; leaves pixels out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/masks.py"/>
        <source>the value {0} of the mask has no class; give it one with --values {1}=CLASS, or leave its pixels out with {2}=ignore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/masks.py"/>
        <source>the mask has class {0}, and the classes are {1}; give its values other classes, or leave them out with VALUE=ignore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/masks.py"/>
        <source>a mask of one class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/masks.py"/>
        <source>a mask without object classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/masks.py"/>
        <source>is not a mask: of its {0} grey levels {1}..{2}, {3} of the pixels are dark, {4} bright and {5} between; save it with two values, or choose a cut, for example --values {6}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/masks.py"/>
        <source>its values number objects, all taken as class {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/masks.py"/>
        <source>is a JPEG, which changes values, and not a mask of {0}; save it as PNG, or give ranges, for example --values {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/orientation.py"/>
        <source>orientation &apos;{0}&apos;: give exif (masks and markers are upright) or stored (they are as the image is stored)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/orientation.py"/>
        <source>{0}: turned with the image by EXIF</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/orientation.py"/>
        <source>orientation {0}: EXIF turns no image that has markers or a mask; leave it out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/orientation.py"/>
        <source>not turned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/orientation.py"/>
        <source>turned with the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/orientation.py"/>
        <source>{0}: {1} the image as stored and as turned by EXIF; {2} (--orientation {3}), choose {4} if that is wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/pictures.py"/>
        <source>class {0} has no colour; give one to every class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/pictures.py"/>
        <source>no pictures to arrange in a grid; give at least one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/read.py"/>
        <source>inverted: white is zero in the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/read.py"/>
        <source>alpha channel dropped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/read.py"/>
        <source>EXIF orientation {0} applied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/read.py"/>
        <source>has channels 0 to {0}; channel {1} is outside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/read.py"/>
        <source>is not a mask: its {0} channels differ; save it as a grey image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/read.py"/>
        <source>is not a mask: {0} values; save it as whole numbers from 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/read.py"/>
        <source>is not a mask: a value of {0}; save it as numbers from 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/read.py"/>
        <source>no images in this folder; they end in {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/read.py"/>
        <source>values {0}..{1} spread over the range of {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/regions.py"/>
        <source>{0} and is too large to be read whole; save it upright and tiled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/scaling.py"/>
        <source>uses under 1 % of the range {0}..{1} of {2}, so learning sees little contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/scaling.py"/>
        <source>{0}; choose a window (--window {1} {2})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/scaling.py"/>
        <source>holds {0} pixels; save it as integers of up to 32 bits or as floats in [0, 1]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/scaling.py"/>
        <source>holds floats from {0} to {1}, where [0, 1] is expected; choose a window (--window LOW HIGH), or save it as uint8 or uint16</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/scaling.py"/>
        <source>holds {0} values that are NaN or infinite; replace them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/slide_pixels.py"/>
        <source>{0}: is too large to be read whole; use a lower level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/slide_pixels.py"/>
        <source>{0}: can only be read whole</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/slide_pixels.py"/>
        <source>{0}: can only be read whole; save it as a tiled TIFF or OME-Zarr</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/slide_pixels.py"/>
        <source>{0}: a part of {1} x {2} pixels is too large to be read at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/truth.py"/>
        <source>no object by the label values {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/truth.py"/>
        <source>{0}: is {1} x {2} pixels and its image {3} x {4}; they must agree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/truth.py"/>
        <source>{0} leaves all pixels out; give some value a class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/truth.py"/>
        <source>is not a mask: many neighbouring values differ, as in saliency maps; give the masks, with one value for each object or class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/write.py"/>
        <source>{0}: {1} x {2} pixels; a PNG has at most {3} a side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/write.py"/>
        <source>holds NaN, which has no intensity; replace it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/write.py"/>
        <source>{0}: {1} of shape {2} cannot be a PNG; give grey or RGB in uint8 or uint16</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/write.py"/>
        <source>{0} rows of shape {1} in a PNG of {2} that is {3} pixels wide; give rows like the others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/write.py"/>
        <source>{0} rows in a PNG of {1}; give every row once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/write_ome_tiff.py"/>
        <source> PhysicalSize{0}=&quot;{1}&quot; PhysicalSize{2}Unit=&quot;µm&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/write_ome_zarr.py"/>
        <source>writing OME-Zarr</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="imaging/write_ome_zarr.py"/>
        <source>{0}: exists and is no OME-Zarr folder; move it, or choose another folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/batches/decode.py"/>
        <source>predicting {0} in tiles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/batches/decode.py"/>
        <source>division into tiles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/batches/decode.py"/>
        <source>{0} of {1} tiles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/batches/decode.py"/>
        <source>{0}: goes on after {1} of an earlier run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/batches/store.py"/>
        <source>{0} bytes of sums for {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/batches/work.py"/>
        <source>what was computed is kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/batches/work.py"/>
        <source>{0}: begins afresh, since an earlier run that stopped had another {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/batches/work.py"/>
        <location filename="project/files.py"/>
        <source>{0}: is a link, which must not be there; delete it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/batches/work.py"/>
        <source>{0}: is {1}, which must not be there; delete it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/batches/work.py"/>
        <source>{0}: another program is predicting this image; wait for it, or choose another folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/decoding.py"/>
        <source>the project decodes block {0} and the architecture has {1}; choose a block that exists</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/decoding.py"/>
        <source>decoder {0} has no weights; give one for each kernel of its block, or choose another decoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/decoding.py"/>
        <source>scale {0}: choose from {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/decoding.py"/>
        <source>decoder {0} gives a probability, which has one scale; leave the scale out, or choose another decoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/decoding.py"/>
        <source>block {0} names a block twice; blocks must differ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/decoding.py"/>
        <source>there is no block {0}; blocks count from 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/decoding.py"/>
        <source>decoder {0} decodes one block, since its weights belong to one block&apos;s kernels; blocks {1} cannot be fused with it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/decoding.py"/>
        <source>decoder {0} has no scale of training images; build a project with the scale &apos;training&apos;, or use the scale &apos;image&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/decoding.py"/>
        <source>block {0}: give a number from 1, or numbers joined by + to fuse their blocks (&apos;evaluate&apos; also takes &apos;all&apos;)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>{0}: no model here ({1} is missing); make one with &apos;flimbuilder build PROJECT --out MODEL&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>{0}: written by a newer flimbuilder (schema {1}, this one reads {2}); update flimbuilder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>{0}: training_levels: does not fit the blocks, kernels and classes; build the model again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>{0}: blocks: {1} are described and the architecture has {2}; build the model again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>{0}: input.standardise: {1} differs from architecture.standardise {2}; build the model again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>{0}: decoder: {1} decodes all {2} blocks to at least one object class; train the model again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>block {0} has no kernel {1}; its kernels are 0 to {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>class {0} is not an object class; choose from {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>{0}; build the model again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>{0}: cannot be read: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>{0}: {1}.block: {2} is no block of 1..{3}; build the model again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>{0}: {1}.fused: {2} is no block of 1..{3}; build the model again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/first_blocks.py"/>
        <source>start from a model again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/first_blocks.py"/>
        <source>{0}: {1} is for imported models only, and a project can&apos;t continue such a model; choose one that flimbuilder built</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/first_blocks.py"/>
        <source>{0} blocks of {1}: give 1 to {2}, which the model has</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/first_blocks.py"/>
        <source>{0}: is the project&apos;s own model, which its next build replaces; copy the folder, and start from the copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/first_blocks.py"/>
        <source>{0}: the model that the encoder begins with is missing; put it back, or {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/first_blocks.py"/>
        <source>{0}: has changed since this project took its first blocks (fingerprint {1}, not {2}); {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/first_blocks.py"/>
        <source>{0}: the encoder begins with its blocks, which read {1} channels, and the training images have {2}; {3}, or use such images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/first_blocks.py"/>
        <source>{0}: its block {1} differs from that of the architecture, which begins with it; {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/first_blocks.py"/>
        <source>{0}: is the model that the encoder begins with; write to another folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/first_blocks.py"/>
        <source>{0}: the encoder begins with its blocks, so {1} must be {2} (given: {3})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/folder.py"/>
        <source>build the model again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/folder.py"/>
        <source>{0}: is a file; give a folder to write the model to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/folder.py"/>
        <source>{0}: holds files other than a model ({1}) and is left as it is; give a new folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/folder.py"/>
        <source>{0}: is no dict of tensors; {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/folder.py"/>
        <location filename="tasks/identification/document.py"/>
        <source>is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/folder.py"/>
        <source>is not of this model ({0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/folder.py"/>
        <source>{0}: cannot be listed: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/folder.py"/>
        <source>{0}: cannot be read: {1}; {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/folder.py"/>
        <source>{0}: cannot be read ({1}); {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/folder.py"/>
        <source>{0}: {1} is {2} of shape {3}, but {4} declares float32 {5}; {6}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/folder.py"/>
        <source>{0}: {1} has NaN or infinite values; {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/further_training.py"/>
        <source>the network has NaN or infinite weights; train it at a lower rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/further_training.py"/>
        <source>the network&apos;s blocks have other kernels than the model&apos;s; make it from this model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/further_training.py"/>
        <source>the network decodes {0} object classes and the model has {1}; make it with object_classes={2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/inference.py"/>
        <source>DefaultCPUAllocator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/inference.py"/>
        <source>out of memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/inference.py"/>
        <source>device {0} is out of memory with {1} images at once; going on with {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/inference.py"/>
        <source>{0}: too large for the memory of device {1}; computed on the CPU, as all images of its size or larger</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/inference.py"/>
        <source>{0}: there is not enough memory to encode {1} x {2} pixels; give smaller images, or free some memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/large_decoding.py"/>
        <source>The image is too large for one step of its mask: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/large_decoding.py"/>
        <source>its boundaries are not refined by {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/large_decoding.py"/>
        <source>its holes are not filled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/model.py"/>
        <source>{0}: is a project; its model is {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/model.py"/>
        <source>image: has shape {0}; give an array of shape (H, W, C)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/model.py"/>
        <source>decoder {0} was learned on block {1}; for block {2} build the project with it and these blocks, or choose another decoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/model.py"/>
        <source>decoder {0} was trained on the scale {1}; for {2} build the project with this scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/model.py"/>
        <source>decoder {0} has no weight for each kernel to explain; choose another decoder, such as &apos;lm&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/model.py"/>
        <source>decoder {0}: the model has no levels of training images for it on block {1}; build the project with --decoder {2} and --scale training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/model.py"/>
        <source>{0}: {1} and {2} are not of one model (the fingerprint differs, as after an interrupted build); build the model again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/model.py"/>
        <source>decoder {0} was trained on all {1} blocks; leave the block out, or choose another decoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/segmenter.py"/>
        <source>no masks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/segmenter.py"/>
        <source>{0} masks for {1} images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/segmenter.py"/>
        <source>decoder {0} is trained on masks, and there are {1}; pass masks, with None for images without one, or choose another decoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/segmenter.py"/>
        <source>mask {0}: has shape {1} and its image {2}; give one label per pixel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/standalone.py"/>
        <source>import {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="model/standalone.py"/>
        <source>from {0} import {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>Default</source>
        <translation>Padrão</translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>four blocks of 8 to 12 kernels, dilated, at full resolution; best in our tests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>Strided, three blocks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>16, 32 and 64 kernels, the last on every fourth pixel; less memory, coarser borders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>Small, quick</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>two blocks of 8 and 16 kernels; the fastest to build, for live mode and large images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>Deep, four blocks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>as published for parasite eggs: wider dilations, images not standardised</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>Feature points (FLIM-BoFP)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>three points of each marker through four blocks; most kernels, slowest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>colour_space {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>block {0}: its kernels span {1} of the {2} pixels of its map, so they see mostly what lies beyond the border; use smaller or less dilated kernels, or larger images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>{0} is even, so the kernel has no central pixel; use {1} or {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>encoder.blocks: {0}, but there are {1} blocks; keep the blocks of the other model, or leave &apos;encoder&apos; out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>padding {0} of block {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>pooling.outside {0} of block {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>block {0}: its kernels reach {1} pixels beyond the border of a mirrored map of {2} x {3} pixels; use larger images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>block {0}: a stride of {1} is larger than its map of {2} x {3} pixels; use a smaller stride, fewer strided blocks or larger images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/augmentation.py"/>
        <source>intensity {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>kernels per marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>kernels per image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>touching objects separated{0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>touching objects joined</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>, radius {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>{0} on {1} images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>{0} on {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source> of block {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>{0} {1} kernels{2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>a kernel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>kernel {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>{0} {1} of block {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>{n} block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>{n} blocks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>scale {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>boundary {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>{0} images to other roles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>block {0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>all blocks learned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>kernels shared by the difficulty of classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>kernels shared by markers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>all kernels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <location filename="session/kernels.py"/>
        <source>{n} kernel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <location filename="session/kernels.py"/>
        <source>{n} kernels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>no pooling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>{0} pooling {1}, stride {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>copies by {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>no copies of patches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>+class {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>{0}class {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>on block {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>on its usual blocks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>seed {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/class_shares.py"/>
        <source>class {0} is given twice; give each class one share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/commit.py"/>
        <source>delete {0} to open the version before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/commit.py"/>
        <source>is not a file of a project version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>U-shaped network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Probability by a network on the maps of all blocks, trained together with them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Labelled marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Kernels of the object weigh +1, all others −1, on every image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Tri-state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Narrow, dark maps weigh +1; wide, bright ones −1. Ignores classes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Maps unlike the common attention weigh +1, like it −1. Ignores classes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Labelled tri-state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>As tri-state, but kernels of the background weigh nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Probability</source>
        <translation>Probabilidade</translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>At each pixel, maps whose class explains their value better count.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <location filename="tasks/identification/poolings.py"/>
        <source>Mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>At each pixel, the class with the higher mean around it counts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Manual weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>You give each kernel its weight; in the window, click or drag its bar.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Trained point-wise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Weights trained by each build on the masks of the training images.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Learned from markers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Probability by weights that each build learns from the markers, on all blocks at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>there is a decoder {0} already; choose another id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoding.py"/>
        <source>fused: {0} names a block twice; blocks must differ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoding.py"/>
        <source>fused: decoder {0} decodes one block; name it as block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoding.py"/>
        <source>weights: decoder {0} has none; leave them out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoding.py"/>
        <source>bias: decoder {0} has none; leave it out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoding.py"/>
        <source>weights: rows differ in length; each needs one weight per kernel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoding.py"/>
        <source>bias: has {0} values for {1} rows of weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoding.py"/>
        <source>scale: decoder {0} gives a probability; leave it out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoding.py"/>
        <source>scales: has {0} for {1} blocks and the scale {2}; leave them out, and build</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoding.py"/>
        <source>smallest area {0} is over the largest {1}; swap them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/decoding.py"/>
        <source>split: auto needs a build, which learns the size of objects; build the project, or give the radius of an object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>next_id: {0} is not larger than the marker id {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>marker id {0} is used twice; ids must differ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: schema_version: {1} is older than that of project.json, {2}; all files must have the same version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: markers: is an unknown field; markers have their own files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: marker_files: there is no image {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: input: is {1}, not an object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: encoder: is {1}, not an object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: encoder.blocks: {1}, but the architecture has {2}; leave &apos;encoder&apos; out to learn all blocks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: encoder: differs from architecture.encoder; leave one out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: belongs to image {1} with sha256 {2}..., not to {3} with {4}...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: {1}: is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: would have {1} bytes; at most {2}: remove markers, or divide the images among projects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}; it was written by a newer flimbuilder ({1}), this is {2}: update flimbuilder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: input.standardise: {1} differs from architecture.standardise {2}; leave one out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: is missing; {1} lists it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/draft.py"/>
        <location filename="session/images.py"/>
        <source>markers of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/draft.py"/>
        <source>image {0} has a marker {} already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/draft.py"/>
        <source>image {0} has no marker {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/draft.py"/>
        <source>the image {} is in the project already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/draft.py"/>
        <source>there is no image {} in the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/draft.py"/>
        <source>position {0} is beyond the end of the {1} {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/edits.py"/>
        <source>sha256 {0}...{1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/edits.py"/>
        <source> at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/edits.py"/>
        <source>image {0}: can&apos;t replace its content ({1}) by {2}; add that as another image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/extras.py"/>
        <location filename="workflow/doctor.py"/>
        <source>pip install &apos;flimbuilder[{0}]&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/extras.py"/>
        <source>{0} needs {1}, which is not installed; install it with: {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/extras.py"/>
        <source>{0} needs {1}, which this application does not contain; install flimbuilder as a Python package: {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>a FIFO</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>a device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>a socket</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>the previous version is intact</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>try again, or choose another folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>can&apos;t write {0}: {1}; {2}; {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>free disk space and try again, or choose another folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>allow writing there, or choose another folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <location filename="project/folder_handle.py"/>
        <source>{0}: is {1}; a regular file is needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>too many folders within each other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>{0}: the links in its path form a loop; choose another folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>{0}: another program has been writing here for {1} seconds; wait for it and save again, or save in another folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/finder.py"/>
        <source>&apos;flimbuilder import PROJECT --images DIR&apos; finds it again by its content</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/finder.py"/>
        <source>{0}: is {1}, not image {2}; {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/finder.py"/>
        <source>{0}: is not the file of image {1} that the markers were drawn on (sha256 {2}..., {3} bytes); restore that file, or {4}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/finder.py"/>
        <source>{0}: image {1} is missing, and no file with its content is in {2}; {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/finder.py"/>
        <source>image {0} has no mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/finder.py"/>
        <source>{0}: is {1}, not the mask of {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/finder.py"/>
        <source>{0}: the mask of image {1} is missing, here and beside its image; put it back, or name its folder with &apos;flimbuilder import PROJECT --labels DIR&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/finder.py"/>
        <source>{0} or its folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/finder.py"/>
        <source>{0}; it should be image {1}; allow reading it, or {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/finder.py"/>
        <source>can&apos;t access {0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>the version saved before is intact</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>no project was created</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <location filename="session/document.py"/>
        <source>{n} edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <location filename="session/document.py"/>
        <source>{n} edits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>{0}: can&apos;t apply the last {1}: {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>something else</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>revision {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>{0}: another program has saved {1} since revision {2} was opened here; save under another name, or open it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>{0}: is not empty (it holds {1}); choose a new folder for the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>{0}: cannot be changed: {1}; save under another name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>{0}: is a file; choose another name for the project folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>{0}: revision {1} is saved in {2}/, but its files could not be put in place: {3}; fix that, then save or open the project again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>{0}: revision {1} is the last that a project can have; save under another name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>{0}: the folder is gone; save in another folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/folder_handle.py"/>
        <source>{0}: is a link, which a project folder must not hold; put the file or folder itself there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/folder_handle.py"/>
        <source>Not a directory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/folder_handle.py"/>
        <source>{0}: has {1} bytes; at most {2} are read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/images.py"/>
        <source>{0}: is {1} characters away from the project folder, and at most {2} can be recorded; move one of them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/images.py"/>
        <source>{0}: its name is not UTF-8; rename it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/journal.py"/>
        <source>the {0} edits before it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/journal.py"/>
        <source>{0}: line {1} is damaged; {2} can be recovered, the {3} lines from there on cannot; the file is kept in {4}/</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/journal.py"/>
        <source>{0}: has {1} bytes; at most {2} are read, and {3} edits can be recovered; the file is kept in {4}/</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/journal.py"/>
        <source>{0}: the last line was cut short when the program ended; {1} are intact</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/journal.py"/>
        <source>{0}: another program edits this project at the same time (the journal has {1} bytes instead of {2}, or other edits); save under another name, or open it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/journal.py"/>
        <source>{0}: would have {1} bytes; at most {2}: save the project, which empties the journal, and try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/label_values.py"/>
        <source>label values: &apos;{0}&apos; is not VALUE=CLASS or LOW-HIGH=CLASS; a class is 0 to {1} or ignore, as in 1=0,2=1,255=ignore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/label_values.py"/>
        <source>label values: {0} is given twice; give it one class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/migrate.py"/>
        <source>{0}: decoder {1} is no longer offered; the project now uses {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/migrate.py"/>
        <source>schema_version: a whole number is needed (given: {0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/migrate.py"/>
        <source>schema_version: {0} is unknown; this flimbuilder reads {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>; to restore revision {0}, copy the files of {1}/{2} to the project folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>it was written by a newer flimbuilder ({0}, schema version {1}); this one ({2}) writes {3}, so the project is read-only; update flimbuilder to change it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>can&apos;t read {0}: {1}; fix that, or choose another folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>has no {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>is empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>{0}: {1}, so it is not a project; create one with &apos;flimbuilder new&apos;{2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>{0}: another program keeps saving it; open it again later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>has no readable first line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>starts from revision {0}, not from {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>the next change or save moves it to {0}/</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>it stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>{0}: there is no such folder; check the path, or create a project there with &apos;flimbuilder new&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>{0}: is not a folder; give the folder that holds {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>there is no permission to write in {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>{0}: saving revision {1} was interrupted; it is read from {2}/, and the next change or &apos;flimbuilder recover&apos; completes it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/outputs.py"/>
        <source>{0}: is a folder; choose another file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/outputs.py"/>
        <source>{0}: no permission to write in its folder; choose another one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/outputs.py"/>
        <source>{0}: can&apos;t create the folder: {1}; choose another one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/outputs.py"/>
        <source>{0}: would overwrite one of the images, masks or tables to read; choose another folder for the results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/outputs.py"/>
        <source>{0}: is a link in a project folder; delete it, or give another folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/pixel_size.py"/>
        <source>pixel size {0}: give µm per pixel, for example 0.5, or HEIGHTxWIDTH</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/pixel_size.py"/>
        <source>pixel size {0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/project.py"/>
        <source>markers of an image that is not in the project: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/project.py"/>
        <source>architecture: {0} is for imported models only and cannot be learned; leave it out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/project.py"/>
        <source>{0} id {1} is used twice; ids must differ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/rasterise.py"/>
        <source>can&apos;t mark an image of {0} x {1} pixels; each side must be at least 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/rasterise.py"/>
        <source>can&apos;t mark an image of {0} x {1} pixels with {2} markers; use fewer, or a smaller image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/rasterise.py"/>
        <source>the markers cover {0} pixels together; at most {1}: remove some, or draw with a smaller radius</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/rasterise.py"/>
        <source>the {0} segments of the markers cross {1} rows of pixels; at most {2}: draw with fewer points or a smaller radius</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/selection.py"/>
        <source>{0} in {1}..{2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/selection.py"/>
        <source>holds {0} and the training images {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/selection.py"/>
        <source>{0}; if equal values should mean the same, choose a window (--window LOW HIGH)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/selection.py"/>
        <source>the low end {0} is not below the high end {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/selection.py"/>
        <source>{0} {1} is used twice; they must differ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/selection.py"/>
        <source>level {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/tissue.py"/>
        <source>{0} percent is more than the image; give 0 to 100</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/tissue.py"/>
        <source>smallest part {0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/tissue.py"/>
        <source>smallest part {0}: give an area in mm², for example 0.02mm2, or a share of the image, for example 0.1%</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/tissue.py"/>
        <source>the corrections of the tissue have {0} points; at most {1} can be kept: remove some, or read a coarser mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/values.py"/>
        <source> (given: {0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/values.py"/>
        <source>; and {0} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/values.py"/>
        <source>{0}: holds {1}, not a JSON object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/values.py"/>
        <source>duplicate key {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/values.py"/>
        <source>{0}: is not UTF-8 (byte {1})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/values.py"/>
        <source>{0}: is nested too deeply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="project/values.py"/>
        <source>{0}: is not JSON: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/advice.py"/>
        <source>Use the automatic settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/advice.py"/>
        <source>Judging the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/attributed_place.py"/>
        <source>the mask of the image is not known yet; show the image, and wait for it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/attributed_place.py"/>
        <source>choose a kernel in the panel Kernels; its activation here is attributed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/attributions.py"/>
        <location filename="session/unhurried.py"/>
        <source>attribution file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/attributions.py"/>
        <source>Attributing to pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/attributions.py"/>
        <source>Writing attributions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/build_history.py"/>
        <source>compared with build {0}{1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/build_history.py"/>
        <source>previous build</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/build_history.py"/>
        <source>build {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/build_history.py"/>
        <source>; since then: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/build_history.py"/>
        <source>Restore build {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/builder.py"/>
        <source>Nothing has changed since the last build</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/builder.py"/>
        <source>Building</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/builder.py"/>
        <source>Reading the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/builder.py"/>
        <source>Writing the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/builder.py"/>
        <source>; the older model remains</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/builder.py"/>
        <source>can&apos;t write {0}: {1}{2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/classes.py"/>
        <source>Add class {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/classes.py"/>
        <source>Rename a class to {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/classes.py"/>
        <source>Recolour a class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/classes.py"/>
        <source>Remove class {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/classes.py"/>
        <source>there is no class {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/classes.py"/>
        <source>a project has at most {0} object classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/classes.py"/>
        <source>the background cannot be removed; every encoder needs it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/classes.py"/>
        <source>{0}: a name has 1 to 100 characters, a colour is #rrggbb</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/counterfactual_search.py"/>
        <source>Leaving out strokes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/counterfactual_search.py"/>
        <source>Leaving out kernels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/decompositions.py"/>
        <source>Decomposing a kernel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/detection.py"/>
        <source>Measuring the objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/document.py"/>
        <source>it is open in another window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/document.py"/>
        <location filename="session/images.py"/>
        <source>no project is open; open one, or make a new one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/document.py"/>
        <source>{0}: {1} from before the program ended can be recovered; recover or discard them first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/document.py"/>
        <source>{0}: {1}; close it there first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <source>there is no class {0}; add it first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <location filename="session/suggestions.py"/>
        <source>Draw a disk of {0}</source>
        <translation>Desenhar um disco de {0}</translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <source>Draw a stroke of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <source>Erase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <source>Delete {0}</source>
        <translation>Excluir {0}</translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <source>Make {0} of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <source>Change the use of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <source>Move a marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <source>marker {0} consists of imported pixels and has no radius</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <source>Change the radius of a marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <source>no image is shown; choose one to draw on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <source>there is no marker {0} on {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/edit_preview.py"/>
        <source>preview edits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/edit_preview.py"/>
        <source>Previewing the edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/edit_preview.py"/>
        <source>{0}, preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/edit_preview.py"/>
        <source>{0}, before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/encoding.py"/>
        <source>{0}: is too large to be encoded whole</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/explanation.py"/>
        <source>Click the image with the tool Why here? ({why}), or drag around a region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/explanation.py"/>
        <source>Explaining the place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/explanation.py"/>
        <source>{0}: {1} x {2} pixels are too many to explain, as their maps take over 1 GB; add a part of the image to the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/exports.py"/>
        <source>Exporting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/exports.py"/>
        <source>Wrote {0}</source>
        <translation>Gravado: {0}</translation>
    </message>
    <message>
        <location filename="session/finetuned_picture.py"/>
        <location filename="session/unhurried.py"/>
        <source>finetuned picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/finetuned_picture.py"/>
        <source>Comparing saliency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/finetuned_picture.py"/>
        <source>The image is too large to compare; save the model, and predict it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/finetuning.py"/>
        <location filename="session/unhurried.py"/>
        <source>finetuned model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/finetuning.py"/>
        <source>Open a project to train its network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/finetuning.py"/>
        <source>Build the project first: training begins at its encoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/finetuning.py"/>
        <source>The project has changed since the build; build it again to train it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/finetuning.py"/>
        <source>No training image has a mask; add masks, or train on the markers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/finetuning.py"/>
        <source>Saving the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/finetuning.py"/>
        <source>Training the network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/finetuning.py"/>
        <location filename="session/prediction.py"/>
        <source>Something went wrong</source>
        <translation>Algo deu errado</translation>
    </message>
    <message>
        <location filename="session/following.py"/>
        <source>Following</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/heat.py"/>
        <location filename="workflow/report_parts/explanations.py"/>
        <source>block {0}, kernel {1}</source>
        <translation>bloco {0}, kernel {1}</translation>
    </message>
    <message>
        <location filename="session/heat.py"/>
        <location filename="session/large_image.py"/>
        <source>saliency of {0}{1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/heat.py"/>
        <source>errors of the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/heat.py"/>
        <location filename="session/large_image.py"/>
        <location filename="session/slide_view.py"/>
        <source>, a draft</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/identification.py"/>
        <source>no image has a class; press I to give the selected images one, or import a table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/identification.py"/>
        <source>Saving the classifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/identification.py"/>
        <source>difficulty of the classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/identification.py"/>
        <source>their markers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/identification.py"/>
        <source>Share kernels by {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/identification.py"/>
        <source>Saved the classifier: {0} files in {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/identification_plan.py"/>
        <source>Encoding the labelled images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/identification_plan.py"/>
        <source>Cross-validating</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/identification_plan.py"/>
        <source>Finding the strokes behind a mistake</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/identification_plan.py"/>
        <source>Learning from shares of the labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/identification_plan.py"/>
        <source>Comparing blocks and poolings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/identified_images.py"/>
        <source>features of {0} GB: at most {1} GB are used; choose a grid, or a block with smaller maps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/identified_images.py"/>
        <source>no image can be used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/image_labels.py"/>
        <source>Class of {0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/image_labels.py"/>
        <source>Take the class of {0} away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/image_labels.py"/>
        <source>there is no class {0}; add it in the panel Classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/image_labels.py"/>
        <source>a class has a name of 1 to {0} characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/image_result.py"/>
        <source>{0}: is too large for this table; Predict writes objects and measures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/image_result.py"/>
        <source>{0}: there is not enough memory to measure it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>{0} found in another place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Find {0} again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>{0} {1} there already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Add {0}</source>
        <translation>Adicionar {0}</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Import files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>{0}; and {1} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Set the mask of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Reading images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Looking for images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Remove {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Use {0} for {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Set the window of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Set the pixel size of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>{0} added{1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>{0} to select images from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>masks of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>classes of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>without an image: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Nothing was imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <location filename="workflow/suggest.py"/>
        <source>looking for images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>still missing: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>{0} was left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>{0} is now the mask of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Reading a mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Nothing to change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Read the pixel size of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>there is no image {0} in the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Remove the mask of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Pixel size of {0} read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>{n} stack</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>{n} stacks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/influence.py"/>
        <source>The build takes too long to repeat it without each marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/influence.py"/>
        <source>Checking the last strokes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/influence.py"/>
        <source>Measuring the markers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/inspection.py"/>
        <source>Drafting the saliency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/inspection.py"/>
        <source>Decoding the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/inspection.py"/>
        <source>Explaining the decoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/inspection.py"/>
        <source>Measuring the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/inspection.py"/>
        <source>Decoding by the previous build</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/inspection.py"/>
        <source>Drawing kernels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/inspection.py"/>
        <source>Drawing a map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/inspection.py"/>
        <source>Encoding the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/inspection.py"/>
        <source>Cutting the saliency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/inspector.py"/>
        <source>Nothing is built yet: draw markers on a training image, then build</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/inspector.py"/>
        <source>Reading the saved model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/inspector.py"/>
        <source>There is no previous build to show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/kernel_preferences.py"/>
        <source>Finding what kernels like</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/kernel_preferences.py"/>
        <source>{0}: is too large to be searched whole</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/kernel_reviewer.py"/>
        <source>Reviewing the kernels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/kernels.py"/>
        <source>Restore {0} of block {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/kernels.py"/>
        <source>Invert {0} of block {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/kernels.py"/>
        <source>Delete {0} of block {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/kernels.py"/>
        <source>block {0} would have no kernels left; keep at least one of them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/large_image.py"/>
        <source>block {0}, kernel {1}{2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/large_image.py"/>
        <location filename="session/slide_view.py"/>
        <source>, a draft{0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/large_image.py"/>
        <source>, provisional{0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/large_inspection.py"/>
        <source>The image is too large for the saliency of one block; show that of all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/large_inspection.py"/>
        <source>Decoding a large image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/libraries.py"/>
        <source>Loading libraries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/libraries.py"/>
        <source>display tiles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/pixels.py"/>
        <source>the reference mask is not shown: the image has over {0} pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/pixels.py"/>
        <source>Reading an image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/place_patches.py"/>
        <source>Cutting patches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/pooled_images.py"/>
        <location filename="workflow/project_map.py"/>
        <source>encoding images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/pooled_images.py"/>
        <source>{0}: is too large to be encoded whole; classify its parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/pooled_images.py"/>
        <source>{0}: is too large to be read whole; classify its parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/pooled_images.py"/>
        <source>{0}: is {1} x {2} px, unlike {3}; all pixels need one size, a grid does not</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/prediction.py"/>
        <source>Predicting a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/prediction.py"/>
        <source>The project was not built, so nothing was predicted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/prediction.py"/>
        <source>The project was closed before it was built; nothing was predicted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/prediction.py"/>
        <source> after {0} of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/prediction.py"/>
        <source>Stopped{0}; complete files stay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/prediction.py"/>
        <source>The build was stopped, so nothing was predicted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/project_build.py"/>
        <source>decoder {0} is made by a build: build the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/project_maps.py"/>
        <location filename="session/unhurried.py"/>
        <source>map file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/project_maps.py"/>
        <source>Saving the map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/project_maps.py"/>
        <source>Mapping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/project_maps.py"/>
        <source>Measuring the blocks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/project_maps.py"/>
        <location filename="session/tissue_edits.py"/>
        <source>Saved {0}</source>
        <translation>Salvo: {0}</translation>
    </message>
    <message>
        <location filename="session/project_results.py"/>
        <source>Measuring the images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/reports.py"/>
        <source>Writing a report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/result_tables.py"/>
        <source>Wrote {0} to {1}{2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/result_tables.py"/>
        <source>Writing a table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/result_tables.py"/>
        <source>; {0} left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/second_view.py"/>
        <source>Nothing is built yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/second_view.py"/>
        <source>There is no previous build</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/second_view.py"/>
        <source>No reference mask</source>
        <translation>Sem máscara de referência</translation>
    </message>
    <message>
        <location filename="session/second_view.py"/>
        <source>The image is too large for this map in a second pane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/second_view.py"/>
        <source>Shown when the whole image is decoded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/second_view.py"/>
        <source>Drawing the second map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/second_view.py"/>
        <source>There is no block {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/session.py"/>
        <source>Suggestion {0} drawn as {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/session.py"/>
        <source>Undone: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/session.py"/>
        <source>Redone: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/session.py"/>
        <source> and {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/session.py"/>
        <source>{0}, on {1}{2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/session.py"/>
        <source>Change the architecture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/session.py"/>
        <source>Change the decoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/session.py"/>
        <source>Change the delineation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/session.py"/>
        <source>Change the seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/session.py"/>
        <source>{n} other image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/session.py"/>
        <source>{n} other images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/shown_counts.py"/>
        <source>Counting the saliency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/shown_objects.py"/>
        <source>Measuring objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/slide.py"/>
        <source>Reading the slide</source>
        <translation>Lendo a lâmina</translation>
    </message>
    <message>
        <location filename="session/slide.py"/>
        <source>Finding the tissue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/slide_view.py"/>
        <source>Only the part in view is decoded, as the image has {0:,.0f} million pixels; Predict decodes all of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/slide_view.py"/>
        <source>; a mask by the threshold {0} needs the whole image: choose a fixed threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/slide_view.py"/>
        <source>; a mask by this decoder needs the whole image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/slide_view.py"/>
        <source>, a draft; zoom in for the exact one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/slide_view.py"/>
        <source>; zoom in to see it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/slide_view.py"/>
        <source>, provisional</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/stroke_effect.py"/>
        <source>{0} lowered the agreement with the other markers by {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/stroke_effect.py"/>
        <source>The last stroke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/stroke_effect.py"/>
        <source>The last {0} strokes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/stroke_effect.py"/>
        <source>{0} lowered {1} by {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/stroke_effect.py"/>
        <source>The other markers contradict the last stroke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/stroke_effect.py"/>
        <source>the mean Dice of {0} images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/suggested_images.py"/>
        <location filename="session/unhurried.py"/>
        <source>suggested images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/suggested_images.py"/>
        <source>Looking for images to mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/suggestions.py"/>
        <source>No place is left to suggest on this image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/suggestions.py"/>
        <source>Looking for places to mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/suggestions.py"/>
        <source>{0} is not for training: its markers would give no kernels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/suggestions.py"/>
        <source>{0} is too large for suggestions; mark what looks wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/suggestions.py"/>
        <source>choose the class of suggestion {0} first: press its digit, or choose it in the line above the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/thumbnails.py"/>
        <source>Making thumbnails</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/tissue_cost.py"/>
        <location filename="session/unhurried.py"/>
        <source>tile time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/tissue_cost.py"/>
        <source>Timing a tile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/tissue_cost.py"/>
        <location filename="session/unhurried.py"/>
        <source>tile count</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/tissue_cost.py"/>
        <source>Planning the tiles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/tissue_edits.py"/>
        <source>tissue file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/tissue_edits.py"/>
        <source>Change the threshold of the tissue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/tissue_edits.py"/>
        <source>Change the smallest part of the tissue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/tissue_edits.py"/>
        <source>Change the margin of the tissue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/tissue_edits.py"/>
        <source>Add tissue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/tissue_edits.py"/>
        <source>Remove tissue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/tissue_edits.py"/>
        <source>Reading {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/tissue_edits.py"/>
        <source>Writing {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/tissue_edits.py"/>
        <source>Find the tissue again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/tissue_edits.py"/>
        <source>Read the tissue from {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/training_run.py"/>
        <source>epoch {0} of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="session/training_run.py"/>
        <source>epoch {0} of {1} done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/augmentation.py"/>
        <source>{0} {1}: give a number from 0 to {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/checkpoint.py"/>
        <source>flimbuilder training 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/checkpoint.py"/>
        <source>start anew without --resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/checkpoint.py"/>
        <source>has {0} epochs, not {1}; give more epochs, or</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/checkpoint.py"/>
        <source>augmentation {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/checkpoint.py"/>
        <source>torch would not notice a damaged tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/checkpoint.py"/>
        <source>belongs to other images, masks or another model; {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/checkpoint.py"/>
        <source>there is no checkpoint; {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/checkpoint.py"/>
        <source>can&apos;t be read: {0}; {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/checkpoint.py"/>
        <source>is damaged or no checkpoint of a training; {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/checkpoint.py"/>
        <source>was written with {0} {1}, not {2}; give the same settings, or {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/settings.py"/>
        <source>loss {0}: choose from {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/settings.py"/>
        <source>{0} {1}: give {2} to {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/settings.py"/>
        <source>{0} {1}: give a learning rate over 0, up to 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/training.py"/>
        <source>resume: give the checkpoint to go on from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/training.py"/>
        <source>there is no image to train on; give images with masks or markers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/training.py"/>
        <source>no pixel of the training images is marked; draw markers, or give masks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/training.py"/>
        <source>the masks of the training images show no object; add images with objects, or check the values of the masks (--values)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/training.py"/>
        <source>is of a network with other layers; start anew without --resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/training.py"/>
        <source>{0}: has {1} and the encoder reads {2}; give images like those it was learned from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/training.py"/>
        <source>{0}: image and truth differ in size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/training.py"/>
        <source>epoch {0}: the loss is {1}, as the weights have grown too large; train with smaller rates than {2} and {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/training.py"/>
        <location filename="workflow/readiness.py"/>
        <source>{n} channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/finetuning/training.py"/>
        <location filename="workflow/readiness.py"/>
        <source>{n} channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/classifier.py"/>
        <location filename="tasks/identification/validation.py"/>
        <source>{0} and {1}; there must be one each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/classifier.py"/>
        <source>pooling {0} needs the size of the images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/classifier.py"/>
        <source>class {0} has {1} characters; give 1 to {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/classifier.py"/>
        <source>the classifier has not learned yet; call fit(images, labels)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/classifier.py"/>
        <source>the classifier learned from whole images; train one of objects with side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/classifier.py"/>
        <source>{n} label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/classifier.py"/>
        <source>{n} labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/classifiers.py"/>
        <source>classifier {0}: choose from {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/classifiers.py"/>
        <source>features have NaN or infinite values; check the images and the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/classifiers.py"/>
        <source>all images to learn from are of one class; give images of two or more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/classifiers.py"/>
        <source>Linear SVM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/classifiers.py"/>
        <source>A support vector machine with a plane between each two classes, C = 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/classifiers.py"/>
        <source>A support vector machine with a Gaussian kernel, C = 10, gamma = 1 / (d variance).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/classifiers.py"/>
        <source>Logistic regression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/classifiers.py"/>
        <source>A linear score for each class and their softmax, C = 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/classifiers.py"/>
        <source>Multilayer perceptron</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/classifiers.py"/>
        <source>One hidden layer of {0} units with ReLU, then softmax, by Adam.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/difficulty.py"/>
        <source>classes {0}: {1} of them are of the project; sharing kernels needs two or more, by name or id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/difficulty.py"/>
        <source>class {0}: the recall {1} is not in 0..1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>train the classifier again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>is of another encoder than model.json</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>pooling: {0} is not {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>{0}: holds a classifier, and is left as it is; give a new folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>{0}: no classifier here ({1} is missing); make one with &apos;flimbuilder classify train&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>{0}: {1} and {2} are not of one classifier, as after an interrupted training; {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>blocks: {0} is no block of 1..{1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>head: {0} is not that of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>{0}: has {1} layers; {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>is not of this classifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>{0}: can&apos;t be read: {1}; {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>classes: a name is given twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>{0}: {1}; update flimbuilder, or {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>{0}: {1} is {2} of shape {3}, or not finite, where float32 of {4} is expected; {5}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>size: {0} does not fit the pooling {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/features.py"/>
        <source>block {0}: the encoder has blocks 1 to {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/features.py"/>
        <source>{0}: is {1} x {2} and must be {3} x {4} as the others: the pooling {5} needs one size, a grid does not</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/features.py"/>
        <source>{0}: {1} x {2} pixels take {3} GB to encode, and at most {4} GB are used; classify its objects or parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/mistakes.py"/>
        <source>image {0} got its true class; choose one that did not</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/mistakes.py"/>
        <source>{0} features are not the {1} of the blocks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/objects.py"/>
        <source>give either instances or centres</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/objects.py"/>
        <source>side {0}: give {1} to {2} pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/objects.py"/>
        <source>the side of patches can&apos;t be measured: no two objects are in an image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/objects.py"/>
        <source>centres have the shape {0}; give (n, 2), row and column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/objects.py"/>
        <source>centre row {0}, column {1}: is outside the image of {2} x {3} pixels; rows and columns begin with 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/objects.py"/>
        <source>instances: give whole numbers, one for each object, and 0 for none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/objects.py"/>
        <source>instances: are {0} x {1} and the image is {2} x {3} pixels; give one number a pixel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>Grid of {0} x {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>The mean of each activation map in each of {0} x {1} cells.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>{0} rings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>The mean of each activation map in each of {0} rings around the middle.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>pooling {0}: choose from {1}, grid:K or rings:K with K up to {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>The mean of each activation map over the image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>Maximum</source>
        <translation>Máximo</translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>The maximum of each activation map.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>Mean, deviation and maximum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>The mean, the standard deviation and the maximum of each activation map.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>All pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>Every pixel of each activation map; images must have one size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>each of the classes {0} has one image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>learning from shares of the labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>class {0} has one image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>shares {0}: give numbers above 0, at most 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>repeats {0}: give 1 to {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>seed {0}: give 0 to {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>{0} {1} {2} of one class; give images of two or more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>{0}; cross-validation needs two or more in at least two classes: one to learn from and one to test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>folds {0}: give 2 or more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>{0} folds and {1}; give at most {2} folds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>{0} folds, and no class has more than {1}; give at most {2} folds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>{0} labels{1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>{0}, which counts as wrong: no other is there to learn from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>features have the shape {0}; give (n, d), a row for each image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>, {0} groups</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>{0} folds: the groups leave images of one class to learn from; give other groups, or another number of folds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/attribute.py"/>
        <source>at row {0}, column {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/attribute.py"/>
        <source>activation of kernel {0} of block {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/attribute.py"/>
        <source> of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/attribute.py"/>
        <source>mean over {0} pixels around row {1}, column {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/attribute.py"/>
        <source>largest {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/attribute.py"/>
        <source>decoder&apos;s sum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/attribute.py"/>
        <source>kernel {0}: give block and number, as 2.5; the encoder has blocks 1 to {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/attribute.py"/>
        <source>kernel {0}: block {1} has kernels {2} to {3}, without deleted ones; choose one of them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/attribute.py"/>
        <source>nothing to attribute; give a pixel by --at, a region or a kernel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/attribution_files.py"/>
        <source>the part of the image that the maps show; the place is framed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/attribution_files.py"/>
        <source>{0} over the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/build.py"/>
        <source>choose none, mean or standard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/build.py"/>
        <source>choose none, fisher or auc</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/build.py"/>
        <source>give 1 to {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/build.py"/>
        <source>{0}: no image with the role &apos;train&apos; has markers; add them with &apos;flimbuilder import PROJECT --images DIR --markers DIR&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/build.py"/>
        <location filename="workflow/finetuning/training_samples.py"/>
        <location filename="workflow/import_files.py"/>
        <location filename="workflow/import_run.py"/>
        <source>reading images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/build.py"/>
        <source>touching objects are not separated: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/build_notes.py"/>
        <source>component {0} of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/build_notes.py"/>
        <source>block {0}: {1} kernels were requested and the markers give {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/build_notes.py"/>
        <source>class_shares: no marker has class {0}; the share has no effect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/build_notes.py"/>
        <source>block {0}: the kernel to {1} no longer exists ({2})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/build_notes.py"/>
        <source>cluster {0} of marker {1} on {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/build_notes.py"/>
        <source>kernel {0} of the model that the encoder begins with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/build_notes.py"/>
        <source>training images differ in the range that is scaled to [0, 1]: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/build_notes.py"/>
        <source>block {0}: the kernel to {1} has changed since (cosine {2}); look at it again ({3})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/build_notes.py"/>
        <source>all classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/build_notes.py"/>
        <source>{0}: uses under 1 % of its range ({1}); add it again with a window (--window LOW HIGH)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/batches.py"/>
        <source>{0}: worker {1} can&apos;t read it ({2}); give paths that all workers reach</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/batches.py"/>
        <source>worker {0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/batches.py"/>
        <source>{0}: has {1} bytes here and {2} on worker {3}; give paths that lead to the same files there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/connection.py"/>
        <source>give local:N for N workers on this machine, tcp://HOST:PORT, or a scheduler file .json</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/connection.py"/>
        <source>a cluster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/connection.py"/>
        <source>cluster {0}: give local:N with N from 1 to {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/connection.py"/>
        <source>cluster {0}: is no address; {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/connection.py"/>
        <source>{0}: there is no such scheduler file; {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/connection.py"/>
        <source>another server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/connection.py"/>
        <source>{0}: no scheduler answers ({1}); start one with &apos;dask scheduler&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/connection.py"/>
        <source>{0}: has no worker; start some with &apos;dask worker {1} --nthreads 1&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/connection.py"/>
        <source>{0}{1}: workers can&apos;t start: {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/features.py"/>
        <location filename="workflow/identification/classed_images.py"/>
        <source>{0} object {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/file_trees.py"/>
        <source>{0}: a worker sent a file outside of it, {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/futures.py"/>
        <source>{0} workers died while computing it; give workers more memory, or make images smaller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/futures.py"/>
        <source>{0}: the scheduler is gone{1}; start it and run the command again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/futures.py"/>
        <source>{0}: a worker can&apos;t run flimbuilder ({1}); install the same version there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/futures.py"/>
        <source>{0}: has had no worker for {1} s; start some and run the command again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/packages.py"/>
        <source>device {0}: the workers of a cluster compute on processors; leave the device out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/prediction.py"/>
        <source>a worker can&apos;t write temporary files: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/tiles.py"/>
        <source>{0}: can&apos;t be read: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/worker.py"/>
        <source>worker {0} {1}, and this program uses {2}; install {3} {4} there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/worker.py"/>
        <source>has {0} {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/cluster/worker.py"/>
        <source>lacks {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/create.py"/>
        <source>{0}: its journal holds {1}; save with &apos;flimbuilder recover {2}&apos;, then import again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/create.py"/>
        <source>{n} unsaved edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/create.py"/>
        <source>{n} unsaved edits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/doctor.py"/>
        <source>pip install torch --index-url https://download.pytorch.org/whl/cu128</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/doctor.py"/>
        <source>{n} thread</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/doctor.py"/>
        <source>{n} threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/doctor.py"/>
        <source>{0} can&apos;t be written, so the window forgets its settings; allow writing there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/doctor.py"/>
        <source>there is an NVIDIA GPU, but torch {0} is for the CPU; {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/doctor.py"/>
        <source>torch {0} can&apos;t use the NVIDIA GPU; check its driver (nvidia-smi)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/doctor.py"/>
        <source>none, and none is needed; torch computes on {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/doctor.py"/>
        <source>Python</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/doctor.py"/>
        <source>pip install &apos;{0}{1}&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/doctor.py"/>
        <source>{0}; --device cuda</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/doctor.py"/>
        <source>not in the application</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/doctor.py"/>
        <source>{0}; 3.11 or newer is needed (python.org)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/doctor.py"/>
        <source>kept in {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/doctor.py"/>
        <source>version {0} is unsuitable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/doctor.py"/>
        <source>not installed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/doctor.py"/>
        <source>{0} installed, all suitable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/doctor.py"/>
        <source>unknown, since torch can&apos;t be loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/doctor.py"/>
        <source>can&apos;t be loaded ({0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/doctor.py"/>
        <source>pip install --force-reinstall {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/doctor.py"/>
        <source>{0} not installed; {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/doctor.py"/>
        <source>{0} installed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/evaluation/centres.py"/>
        <source>{0}: no CSV file; give a table NAME.csv with x and y an image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/evaluation/centres.py"/>
        <source>{0}: no table has the name of an image; NAME.png needs NAME.csv with the columns x and y</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/evaluation/centres.py"/>
        <source>{0}: no such file or folder of centres</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/evaluation/disk_truth.py"/>
        <source>{0}: is {1} of the shape {2}; the mask of this image has whole numbers and the shape ({3}, {4}, 1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/evaluation/disk_truth.py"/>
        <source>{0}: numbers objects above {1}; number them from 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/evaluation/evaluate.py"/>
        <source>nothing to measure against; give masks, or centres of objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/evaluation/evaluate.py"/>
        <source>{n} mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/evaluation/evaluate.py"/>
        <source>{n} masks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/evaluation/evaluate.py"/>
        <source>no centres for {0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/evaluation/evaluate.py"/>
        <source>{0} without a number for each object: connected regions count as objects, and those that touch as one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/evaluation/evaluate.py"/>
        <source>no image with centres could be measured; check their names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/evaluation/evaluation_pictures.py"/>
        <source>false positives</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/evaluation/evaluation_pictures.py"/>
        <source>IoU 0.5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/evaluation/evaluation_pictures.py"/>
        <source>block {0}, {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/evaluation/evaluation_pictures.py"/>
        <source>image and truth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/evaluation/evaluation_pictures.py"/>
        <source>average precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/evaluation/labelled_images.py"/>
        <source>{0}: no mask has the name of an image in {1}; NAME.png needs a mask NAME.png or NAME_mask.png, or give another suffix with --suffix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/evaluation/labelled_images.py"/>
        <source>{0}: does not state the size of its pixels, and false positives are counted by area; give --pixel-size, or count them an image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/evaluation/large_images.py"/>
        <source>is measured in tiles, so only its objects are compared; raise --memory to compare its pixels too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/evaluation/large_images.py"/>
        <source>{0}: pixels can&apos;t be compared within the tissue alone; measure objects by --instances, --froc or --centres, or leave out --tissue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/explain.py"/>
        <source>some kernels come from no marker, so no stroke has their contribution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/explain.py"/>
        <source>the model is of an older version without the shares of markers in each kernel; the nearest patch&apos;s marker stands for all; build it again to have them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/export.py"/>
        <source>an image is only for {0}, to test them on; leave it out for {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/export.py"/>
        <source>can&apos;t export to {0}; choose from {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/export.py"/>
        <source>the process ended without a message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/export.py"/>
        <source>tracing and trying the network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/failures.py"/>
        <source> (and {0} failed)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/failures.py"/>
        <source>{n} other file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/failures.py"/>
        <source>{n} other files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/finetuning/finetune.py"/>
        <source>is of a stopped training; go on with --resume, or delete it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/finetuning/finetune.py"/>
        <source>{0} for validation train as well, so the Dice is too high: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/finetuning/finetune.py"/>
        <source>give images with their masks (--images DIR --labels DIR), or a project (--project), not both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/finetuning/training_samples.py"/>
        <source>no mask for {0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/finetuning/training_samples.py"/>
        <source>markers; draw some</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/finetuning/training_samples.py"/>
        <source>a mask; add masks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/finetuning/training_samples.py"/>
        <source>{0}: no image with the role &apos;train&apos; has {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/finetuning/training_samples.py"/>
        <source>{0}: has markers of class {1}, which the model lacks; build the project, and train that model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/finetuning/training_samples.py"/>
        <source>no {0} is marked on the training images; draw markers there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/finished.py"/>
        <source>coco runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/finished.py"/>
        <source>coco ends</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/finished.py"/>
        <source>the results are complete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/class_difficulty.py"/>
        <source>{0}: has no recall of its classes; train the classifier with cross-validation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/class_difficulty.py"/>
        <source>{0}: the difficulty of classes has no effect, as no block of the project reduces the kernels of each class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/classed_images.py"/>
        <source>object {0} has no class; give it one, or delete its row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/classed_images.py"/>
        <source>left out {0} without a class: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/classed_images.py"/>
        <source>left out {0} of {1} without an image: {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/classed_images.py"/>
        <source>is a folder; give a file, or --objects for tables of centres</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/classed_images.py"/>
        <source>is no folder; give one with a table x,y,class for each image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/classed_images.py"/>
        <source>has no tables; give NAME.csv for each image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/classed_images.py"/>
        <source>has the name of {0}; a table can&apos;t distinguish them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/classed_images.py"/>
        <source>has no column of classes; give x,y,class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/classed_images.py"/>
        <location filename="workflow/identification/image_classes.py"/>
        <source>{n} name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/classed_images.py"/>
        <location filename="workflow/identification/image_classes.py"/>
        <source>{n} names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/classified.py"/>
        <source>score {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/classify.py"/>
        <source>learning from all images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/classify.py"/>
        <source>the classifier does not know class {0}: counted as wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/classify_pictures.py"/>
        <source>macro F1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/classify_pictures.py"/>
        <source>Confusion matrix</source>
        <translation>Matriz de confusão</translation>
    </message>
    <message>
        <location filename="workflow/identification/classify_pictures.py"/>
        <source>Learning curve</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/encoded_images.py"/>
        <source>the tables of centres have no object; give x,y,class of some</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/export_classifier.py"/>
        <source>scores equal the classifier&apos;s to within {0} ({1})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/export_classifier.py"/>
        <source>patches of {0} x {1} pixels around objects, of {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/export_classifier.py"/>
        <source>the class has the largest score; classifier {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/export_classifier.py"/>
        <source>can&apos;t export a classifier to {0}; choose from {1}, or copy its folder, whose encoder.py runs it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/export_classifier.py"/>
        <source>the file gives other classes than the classifier; nothing was written: use its folder and report this error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/image_classes.py"/>
        <source>the class of {0} was replaced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/image_classes.py"/>
        <source>{0} {1} no image: {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/identification/image_classes.py"/>
        <source>{0} may be any of {1} images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/import_files.py"/>
        <source>{0}: there is no such file or folder; check the path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/import_files.py"/>
        <source>states no pixel size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/import_run.py"/>
        <source>scales {0} to [0, 1]{1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/import_run.py"/>
        <source> (before: {0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/import_run.py"/>
        <source>is taken at level 0 of 0 to {0}; --level chooses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/import_run.py"/>
        <source>reading markers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/import_run.py"/>
        <source>{0}: is the same image as {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/import_run.py"/>
        <source>reading masks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/import_run.py"/>
        <source>label values: no seeds file, label image or mask was read; leave them out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/import_run.py"/>
        <source>radius {0}: only for points and lines in labelme&apos;s JSON, and none was read; leave it out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/import_run.py"/>
        <source>marks nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/import_run.py"/>
        <source>has markers already; {0} was left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/import_run.py"/>
        <source>is now for training because it has markers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/map_files.py"/>
        <source>trustworthiness {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/map_files.py"/>
        <source>silhouette {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/map_files.py"/>
        <source>kNN accuracy {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/map_files.py"/>
        <source>{0}: a map ends in {1}; choose one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/map_files.py"/>
        <source>{0}: is one file; give a folder, or one block with --block N</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/object_sizes.py"/>
        <source>the size of objects can&apos;t be learned: all training images are too large to be decoded at once; give the radius of an object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>overlays have at most {0} pixels; leave out --overlay, or use --heatmap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>ROIs of ImageJ reach to pixel {0}; leave out --rois, or use --geojson</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>COCO describes images of under {0} pixels; leave out --coco, or use --geojson</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>{0}: a COCO file ends in .json; name it so</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>outputs: there is no {0}; choose from {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Saliency maps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>How much each pixel looks like an object: PNG, 16 bit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Masks</source>
        <translation>Máscaras</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>The class of each pixel: PNG, 8 bit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Activation maps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>The maps of every block, for Python</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Table of objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>A row for each object: place, area, shape, saliency, intensities</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Table of images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>A row for each image: number and areas of its objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Overlay pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>The image with its objects in the colours of their classes: PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Heat maps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>The image with its saliency over it, at most 1024 pixels a side: PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>OME-TIFF files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Saliency and mask as a pyramid, as QuPath opens it: OME-TIFF, 16 bit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>OME-Zarr folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Saliency and mask as a pyramid, as napari opens it: OME-Zarr 0.5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Instance labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>The number of the object at each pixel: TIFF, 16 or 32 bit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Outlines for QuPath</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>The outlines and measurements of the objects: GeoJSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Outlines for ImageJ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>The outlines of the objects for the ROI Manager of ImageJ: zip files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>COCO annotations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>The objects of all images as COCO JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/predict.py"/>
        <source>{0} needs a folder: give --out DIR, or only other outputs, such as --table FILE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/predict.py"/>
        <source>activation maps as {0}: choose from {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/predict.py"/>
        <source>activation maps as {0}: request activation maps, or leave it out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/predict.py"/>
        <source>{0} of {1} were predicted before it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/predict.py"/>
        <source>{0}: is given for --{1} and --{2}; name two files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/predict.py"/>
        <source>{0}: gives a result of the same name as {1} ({2}); predict them into different folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/predicted_image.py"/>
        <location filename="workflow/report_parts/results.py"/>
        <source>saliency of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/prediction_job.py"/>
        <source>is predicted in tiles, so the boundaries of its mask are not refined; use --delineation none to treat all images alike</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/prediction_job.py"/>
        <source>pixel size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/prediction_job.py"/>
        <source>activation maps can&apos;t be written for an image that is predicted in tiles; crop it, leave out --activations, or raise --memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/prediction_job.py"/>
        <source>writing {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/prediction_job.py"/>
        <source>{0}: {1} depends on the whole image, not only on its tissue; use --tissue none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/prediction_job.py"/>
        <source>{0}: was finished by an earlier run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/prediction_job.py"/>
        <source>{0} x {1} pixels; {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/project_explainer.py"/>
        <source>{0}: is neither an image of the project nor a file; &apos;flimbuilder info&apos; lists the images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/project_explainer.py"/>
        <source>{0}: is no image of the project, so nothing is learned again for it; add it with &apos;flimbuilder import&apos;, or leave out --without</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/project_explainer.py"/>
        <source>decoder {0} is not that of the project, which learns again without a marker; leave out --decoder, --block and --scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/project_map.py"/>
        <source>{0} of block {1}, {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/project_map.py"/>
        <source>Images by block {0}, {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/project_map.py"/>
        <source>Kernels</source>
        <translation>Kernels</translation>
    </message>
    <message>
        <location filename="workflow/project_map.py"/>
        <source>Marker patches</source>
        <translation>Patches dos marcadores</translation>
    </message>
    <message>
        <location filename="workflow/project_map.py"/>
        <source>is too large for a map; add a lower level of the slide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/project_map.py"/>
        <source>measuring blocks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/project_map.py"/>
        <source>cutting thumbnails</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/project_map.py"/>
        <source>a map of {0} needs images and markers: give the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/project_map.py"/>
        <source>colour {0} needs the images: give the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/readable_images.py"/>
        <source>AXIS=PLACE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/readable_images.py"/>
        <source>{0}: holds {1} images; choose one, as with --slices {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/readable_images.py"/>
        <source>{0}: explaining {1} x {2} pixels takes {3} GB, over {4}; cut out the part around the pixel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/readiness.py"/>
        <source>there is nothing to learn from: draw markers on a training image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/readiness.py"/>
        <source>training images differ in their channels ({0}): choose one kind, and give the others the role test, or add them again with the same channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/readiness.py"/>
        <source>there is no object class: add one in the panel Classes, then draw on an object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/readiness.py"/>
        <source>no training image has markers: give the marked images the role training in the menu of the image list, or draw on a training image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/readiness.py"/>
        <source>{0} in {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/readiness.py"/>
        <source>class {0} has no markers, so no mask will show it: draw some on a training image, or delete the class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/readiness.py"/>
        <source>the background is not marked: draw a stroke on it (class 0)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/readiness.py"/>
        <source>classes {0} have no markers, so no mask will show them: draw some on training images, or delete the classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report.py"/>
        <source>{0}: is a folder; give the file to write, such as report.html</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report.py"/>
        <source>{0}: a report is a web page; give a name that ends in .html</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report.py"/>
        <source>{0} pictures, so that the page stays below 10 MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report_parts/explanations.py"/>
        <source>the part of the image that is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report_parts/explanations.py"/>
        <source>explaining pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report_parts/explanations.py"/>
        <source>{0}, a ring around row {1}, column {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report_parts/explanations.py"/>
        <source>{0} of the pixel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report_parts/explanations.py"/>
        <source>The image there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report_parts/explanations.py"/>
        <source>to be decided</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report_parts/kernels.py"/>
        <source>{0}, row {1}, column {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report_parts/kernels.py"/>
        <source>another model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report_parts/kernels.py"/>
        <source>{0} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report_parts/kernels.py"/>
        <source>{0}, row {1}, column {2}, activation {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report_parts/kernels.py"/>
        <source>marker {0} of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report_parts/kernels.py"/>
        <source>patch at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report_parts/results.py"/>
        <source>reading the images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report_parts/results.py"/>
        <source>is too large to be encoded whole, and is left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report_parts/results.py"/>
        <source>markers on {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report_parts/results.py"/>
        <source>mask of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report_parts/tables.py"/>
        <source>PCA of all classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report_parts/tables.py"/>
        <source>ReLU</source>
        <translation>ReLU</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/tables.py"/>
        <source>leaky ReLU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report_parts/tables.py"/>
        <source>{0} × {1} µm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report_parts/tables.py"/>
        <source>{0} mixed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report_parts/tables.py"/>
        <source>, stride {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report_parts/tables.py"/>
        <source>not learned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/report_parts/tables.py"/>
        <source>, dilation {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/saved_build.py"/>
        <source>the digest is that of another content</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/sources.py"/>
        <source>{0} {1}: write 7, 10:40, 10:40:5 or &apos;:&apos;, from 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/sources.py"/>
        <source>{0} {1}: a step of 0 selects nothing; give 1 or more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/sources.py"/>
        <source>{0}: no slice of its DICOM series is chosen; check --slices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/sources.py"/>
        <source>{0}: holds one size and no level {1}; leave the level out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/sources.py"/>
        <source>has {0} 0 to {1}; --slices chooses none of them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/sources.py"/>
        <source>has several axes to choose on; begin --slices with {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/suggest.py"/>
        <source>previewing places</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/suggest.py"/>
        <source>{0} left out, too large or with other channels than the model: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/suggest.py"/>
        <source>{0}: is no image of the project; &apos;flimbuilder info&apos; lists them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/suggest.py"/>
        <source>{0}: is too large, or has other channels than the model; choose another image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/suggest.py"/>
        <source>no build: mark an object and the background first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/system.py"/>
        <source>PySide6-Essentials</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/system.py"/>
        <source>flimbuilder {0} ({1})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/system.py"/>
        <source>Python {0}, {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/system.py"/>
        <source>{0} cores{1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/system.py"/>
        <source>extras: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/system.py"/>
        <source>Provides-Extra</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/system.py"/>
        <source>, {0} GB of memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/tissue.py"/>
        <source>is predicted within its tissue, {0} of it; --tissue none takes it all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/tissue.py"/>
        <source>finding the tissue of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/tissue.py"/>
        <source>has no tissue, so its saliency is 0; use --tissue none to predict all of it, or give a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/tissue.py"/>
        <source>{0}: {1} has neither {2}{3}.png nor .geojson; write it by flimbuilder tissue, or give --tissue auto</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/tissue.py"/>
        <source>{0}: is the tissue of one slide, and {1} are predicted; give a folder with STEM{2}.png or .geojson of each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/tissue_files.py"/>
        <source>{0}: tissue is written as .png or .geojson; change its ending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/tissue_files.py"/>
        <source>{0}: is one file for {1} images; give a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/tissue_files.py"/>
        <source>{0}: lies among the images; choose a folder beside them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/train_decoder.py"/>
        <source>training the decoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/train_decoder.py"/>
        <source>{0}: decoder {1} is trained on masks, and no image with the role &apos;train&apos; has one; add some with &apos;flimbuilder import PROJECT --images DIR --labels DIR&apos;, or choose another decoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="workflow/train_decoder.py"/>
        <source>decoder {0} was not learned: {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
